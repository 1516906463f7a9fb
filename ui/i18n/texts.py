"""Everything the page says, as (Chinese, English). Which of the two is seen is the reader's choice: `ui.language`."""

Pair = tuple[str, str]

NAME = "引证"
SLOGAN: Pair = ("讲话问答，句句有据", "Answers over speeches, each sentence traced to its source")

# asking
PLACEHOLDER: Pair = ("输入问题，回车发送", "Ask in Chinese; Enter sends")
SEND: Pair = ("发送", "Send")
STOP: Pair = ("停止", "Stop")
QUESTION_LABEL: Pair = ("问题", "Question")
CHAT_LABEL: Pair = ("对话", "Conversation")
WELCOME: Pair = ("向资料库提问", "Ask the library")
WELCOME_MORE: Pair = (
    "答案里的每一句都标出处；库里没有的，直说没有。",
    "Every sentence cites its source; what the library does not say is refused.",
)
WELCOME_DESK: tuple[tuple[str, Pair], ...] = (
    ("check", ("逐句核对一篇稿子", "Check a draft, sentence by sentence")),
    ("phrases", ("查一个提法的来龙去脉", "Follow a phrase through the years")),
    ("figures", ("列出一项数据", "List a figure")),
    ("compare", ("两篇逐字对照", "Set two speeches side by side")),
)
WELCOME_EMPTY: Pair = ("资料库还是空的", "The library is empty")
WELCOME_ADD: Pair = ("添加讲话", "Add speeches")
EDITING: Pair = (
    "正在修改问题；发送后，它之后的问答会被替换。",
    "Editing a question: sending replaces what follows it.",
)
LONG: Pair = (
    "这段文字有 {} 字，比一个问题长（最多 {} 字），没有截短。要逐句核对它吗？",
    "This text has {} characters, longer than a question ({} at most); nothing was cut. Check it sentence by sentence?",
)
CHECK_DRAFT: Pair = ("核对这段文字", "Check this text")
CANCEL: Pair = ("取消", "Cancel")
RETRY: Pair = ("重试", "Try again")
REGENERATE: Pair = ("重新回答", "Answer again")
EDIT: Pair = ("修改", "Edit")
COPY: Pair = ("复制", "Copy")
COPIED: Pair = ("已复制", "Copied")
KEYS: Pair = ("N 下一处 · P 上一处 · Esc 回到答案", "N next · P previous · Esc back to the answer")
SHOW_EVIDENCE: Pair = ("看依据", "Evidence")

# what is going on
WAITING: Pair = ("排队中：前面还有问题在回答…", "Waiting: another question is being answered…")
WAITING_AT: Pair = ("排队中：第 {} 位…", "Waiting: number {} in the line…")
SEARCHING: Pair = ("检索中…", "Searching the speeches…")
DECIDING: Pair = ("对照原文写出并逐句核对，核对过才显示…", "Writing and checking each sentence before it is shown…")
WRITING: Pair = ("已核对一部分，接着写…", "Part is checked; writing on…")
USUAL: Pair = ("通常约 {} 秒", "usually about {} s")
BEST: Pair = ("最接近的原文：", "Nearest passage:")
STOPPED: Pair = ("已停止", "Stopped")
INTERRUPTED: Pair = ("回答中断了", "The answer was interrupted")
FAILED: Pair = ("出错了", "It failed")
REFUSED: Pair = ("没有找到依据", "No evidence found")
CANNOT: Pair = ("这件事它做不了", "It cannot do that")
OFFERED: Pair = ("可以这样问：", "What can be asked:")
UNDERSTOOD: Pair = ("理解为：{}", "Understood as: {}")
CORRECT: Pair = ("不对，改一下", "Not so, correct it")
READ_SOURCE: Pair = ("看《{}》原文", "Read “{}”")
NEXT: Pair = ("接着可以问：", "Ask next:")

# an answer that is a list
LIST: Pair = ("清单", "List")
ROWS: Pair = ("共 {} 行，点列名排序，存为", "{:row|rows}, sorted by any column; save as")
COLUMNS: dict[str, Pair] = {
    "number": ("序号", "No."),
    "place": ("地方", "Place"),
    "year": ("年份", "Year"),
    "value": ("数值", "Value"),
    "amount": ("换算值", "In base units"),
    "times": ("次数", "Uses"),
    "date": ("日期", "Date"),
    "speaker": ("讲话人", "Speaker"),
    "title": ("讲话", "Speech"),
    "quote": ("原文", "Words"),
    "speech": ("编号", "Id"),
    "start": ("起", "Start"),
    "end": ("止", "End"),
}

# a sentence's verification
SUPPORTED: Pair = ("与原文一致", "agrees with the source")
SUPPORTED_WHY: Pair = ("已与所引原文比对：{}", "Compared with the passages cited: {}")
COMPARED: dict[str, Pair] = {
    "figures": ("数字和单位", "figures"),
    "dates": ("时间", "dates"),
    "names": ("人名、地名、机构和职务", "names and offices"),
    "quotations": ("引号里的话", "quoted words"),
    "titles": ("题名", "titles"),
    "words": ("用词和肯定否定", "wording, what is denied"),
}
NOT_COMPARED: Pair = ("；没有核对：它是不是所问的（如原因、评价），请看原文", "; not: whether it is what was asked for")
UNKNOWN_WHY: Pair = ("已与所引原文比对", "Compared with the passages cited")
EXTRACTED_WHY: Pair = ("由程序从原文逐项取出，没有经过模型", "Taken out of the texts item by item, no model took part")
QUOTED: Pair = ("原文", "verbatim")
QUOTED_WHY: Pair = ("这句话是原文的原话", "These are the source's own words")
TALLY_CHECKED: Pair = ("{} 句与原文一致", "{:agrees|agree} with the source")
TALLY_PARTIAL: Pair = (
    "{} 句与原文一致，是否答到所问请看原文",
    "{0:agrees|agree} with the source; whether {0:~it answers|they answer}, see there",
)
TALLY_QUOTED: Pair = ("{} 句原文原话", "{} verbatim")
ABOUT: Pair = ("这个回答是怎样来的", "How this answer was made")
TO_EVIDENCE: Pair = ("找到依据", "evidence after")
IN_ALL: Pair = ("共用", "in all")
WRITTEN_BY: Pair = ("模型", "model")
CHANCE: Pair = ("答对的把握", "chance to be right")

# evidence
EVIDENCE: Pair = ("原文依据", "Evidence")
EVIDENCE_EMPTY: Pair = ("提问之后，依据的原文会显示在这里。", "The passages that an answer rests on appear here.")
RETRIEVED: Pair = ("检索到的原文", "Retrieved passages")
CITED: Pair = ("引用的原文", "Cited passages")
OTHERS: Pair = ("其他检索到的段落", "Other passages retrieved")
NEAREST: Pair = ("最接近但不回答问题的段落", "Nearest passages; they do not answer the question")
NOTHING: Pair = ("没有检索到相关段落。", "Nothing was found.")
SEARCHED: Pair = ("检索的问题", "Searched for")
SCOPE: Pair = ("检索范围", "Searched in")
SCOPE_ALL: Pair = ("全库 {} 篇", "the whole library, {:text|texts}")
SCOPE_FILTERED: Pair = ("符合筛选条件的 {} 篇", "{:text|texts} that the filters accept")
SCOPE_IMPLIED: Pair = ("，其中{name}：{value} {count} 篇", ", of which {name}: {value}, {count}")
REASON: Pair = ("理由", "Reason")
OPEN: Pair = ("看全文", "Full text")
OPEN_DOCUMENT: Pair = ("全文对照", "Whole document")
COPY_LINK: Pair = ("复制链接", "Copy link")
COPY_QUOTE: Pair = ("复制引文", "Copy quotation")
TO_ANSWER: Pair = ("回到答案", "Back to the answer")
CLOSE: Pair = ("关闭", "Close")
LOADING: Pair = ("载入中…", "Loading…")
LOAD_FAILED: Pair = ("没有载入；请检查服务是否还在运行", "Not loaded; is the service still running?")
GONE: Pair = (
    "原文已从库中移除或已更改；以下是回答时的引文。",
    "The source has been removed or changed since; this was quoted.",
)

# whose words
OWN_WORDS: Pair = ("此处为 {speaker} 本人的话", "{speaker}'s own words")
DIRECT_WORDS: Pair = ("此句为 {speaker} 的原话，引自《{title}》", "{speaker} quoted directly, in “{title}”")
REPORTED_WORDS: Pair = ("此句为 {speaker} 的话（转述），引自《{title}》", "{speaker} as reported, in “{title}”")
QUOTING: Pair = ("{owner} 引用 {speaker} 的原话", "{owner} quoting {speaker}")
RETELLING: Pair = ("{owner} 转述 {speaker} 的话", "{owner} retelling {speaker}")
UNKNOWN_WORDS: Pair = ("此句为他人的话，说话人不明，引自《{title}》", "Somebody's words, not said whose, in “{title}”")
CONTEXT_WORDS: Pair = (
    "此处没有注明是谁的话，据上下文可能是 {speaker} 的，引自《{title}》",
    "Not said whose words; by what stands around them perhaps {speaker}'s, in “{title}”",
)
QUOTED_WORDS: Pair = (
    "此处在引号里，文中没有注明是谁的话，引自《{title}》",
    "In quotation marks, not said whose words, in “{title}”",
)
OWN_AND: Pair = (
    "此处为 {speaker} 本人的话，其中引用或转述 {others} 的话",
    "{speaker}'s own words, quoting or retelling {others}",
)
OWN_AND_SOMEBODY: Pair = (
    "此处为 {speaker} 本人的话，其中有他人的话，说话人不明",
    "{speaker}'s own words, and in them somebody's, not said whose",
)
NARRATION_AND: Pair = ("此处为报道，其中有 {others} 的话", "The report's narration, and in it words of {others}")
NARRATION_AND_SOMEBODY: Pair = (
    "此处为报道，其中有他人的话，说话人不明",
    "The report's narration, and in it somebody's words, not said whose",
)
NARRATION: Pair = ("此处为报道的叙述，不是某人的话", "The report's own narration, nobody's words")
TITLE_WORDS: Pair = ("此处为题名，不是正文里的话", "The title, no words of the text")
HEADER_WORDS: Pair = (
    "此处为文首信息（讲话人、日期、来源等），不是正文里的话",
    "What stands above the text (speaker, date, source), no words of it",
)
FOOTER_WORDS: Pair = (
    "此处为文末信息（落款、日期、来源等），不是正文里的话",
    "What stands below the text (signature, date, source), no words of it",
)
CREDIT_WORDS: Pair = ("此处为署名行（记者、编辑、来源等），不是正文里的话", "A line of credits, no words of the text")
FURNITURE_WORDS: Pair = ("此处为页面上的文字，不是正文里的话", "Words of the page around it, not of the text")

# documents
LIBRARY: Pair = ("资料库", "Library")
PENDING: Pair = (
    "{} 段刚加入，暂时只按字词查到；按语义查的准备正在后台进行。",
    "{:new passage is|new passages are} found by words only as yet; search by meaning is being prepared.",
)
CHAT: Pair = ("问答", "Chat")
DESK: Pair = ("案头", "Desk")
TOOLS: dict[str, Pair] = {
    "figures": ("数据", "Figures"),
    "phrases": ("提法", "Phrases"),
    "new-phrases": ("新旧提法", "New phrases"),
    "compare": ("对照", "Compare"),
    "check": ("核稿", "Check"),
    "digest": ("摘要", "Digest"),
    "watch": ("关注", "Watch"),
}
TO_DESK: Pair = ("在“{}”页看全部", "See all on the page “{}”")
TO_WATCH: Pair = ("在“关注”页存下", "Save it on the page “Watch”")
COUNT: Pair = ("{} 篇", "{:text|texts}")
SOURCE_NOTE: Pair = (
    "左为原文，未作改动，浅色部分为正文以外的网页内容；右为整理后的文字，检索时用它。",
    "Left: the whole source, unaltered; pale text lies outside the speech. Right: the cleaned text that is searched.",
)
ORIGINAL: Pair = ("原文", "Original")
CLEANED: Pair = ("整理后", "Cleaned")
SIDE_BY_SIDE: Pair = ("对照", "Side by side")
SHEETS: Pair = ("原页", "Pages")
SHEETS_NOTE: Pair = (
    "左为文字，右为原文件的页面，引用的字句框出。",
    "Left: the text. Right: the file's own page, the quoted words boxed.",
)
LAID_OUT_NOTE: Pair = (
    "左为文字，右为 LibreOffice 按原文件排出的页面，引用的字句框出。",
    "Left: the text. Right: the file as LibreOffice lays it out, the quoted words boxed.",
)
LAYING_OUT: Pair = ("正在排出原版面，要几秒钟…", "Laying the pages out; some seconds…")
LAID_OUT_NEEDS: Pair = (
    "要看 Word 原版面，请在运行本服务的机器上装 LibreOffice：{}",
    "To see the file as laid out, install LibreOffice where the service runs: {}",
)
SHEET: Pair = ("第 {} 页的原貌", "Page {} as it is in the file")
SHEET_OF: Pair = ("第 {} 页，共 {} 页", "Page {} of {}")
SHEET_GONE: Pair = (
    "这一页画不出来：原文件已移走、改动或损坏；全文在左边。",
    "This page cannot be drawn: its file was moved, changed or damaged; the whole text is on the left.",
)
SHEET_BEFORE: Pair = ("上一页", "Previous page")
SHEET_NEXT: Pair = ("下一页", "Next page")
ON_PAGE: Pair = ("第 {} 页", "page {}")
VIEW: Pair = ("显示", "Show")
FIELDS: dict[str, Pair] = {
    "speaker": ("讲话人", "Speaker"),
    "role": ("职务", "Office"),
    "date": ("日期", "Date"),
    "occasion": ("场合", "Occasion"),
    "place": ("地点", "Place"),
    "publisher": ("来源", "Source"),
    "kind": ("类别", "Kind"),
    "path": ("文件", "File"),
}
TAGS: Pair = ("标签", "Tags")
TAGS_HINT: Pair = ("批次、专题，如：2024年党代会", "A batch or topic, such as 2024 congress")
TAG_ADD: Pair = ("给选中的加上", "Add to the chosen")
TAG_REMOVE: Pair = ("从选中的去掉", "Take from the chosen")
TAG_ALL: Pair = ("选中本页全部", "Choose all on this page")
TAG_CHOOSE: Pair = ("选中《{}》", "Choose “{}”")
FILE: Pair = ("下载原文件", "The original file")
NOT_FOUND: Pair = ("找不到", "Not found")
TO_MARK: Pair = ("回到标记处", "Back to the mark")

# conversations
HISTORY: Pair = ("历次对话", "Conversations")
NEW: Pair = ("新对话", "New chat")
SEARCH_HISTORY: Pair = ("搜索对话", "Search conversations")
HISTORY_EMPTY: Pair = ("还没有对话。", "No conversations yet.")
HISTORY_NONE: Pair = ("没有匹配的对话。", "No conversation matches.")
HISTORY_MORE: Pair = ("更早的对话，可用上面的搜索找到。", "Search above for older conversations.")
PIN: Pair = ("置顶", "Pin")
UNPIN: Pair = ("取消置顶", "Unpin")
PINNED: Pair = ("置顶", "Pinned")
RENAME: Pair = ("改名", "Rename")
FOLDER: Pair = ("归入文件夹", "Put into a folder")
FOLDER_LABEL: Pair = ("文件夹的名字；留空则移出", "Name of the folder; empty to take it out")
DELETE: Pair = ("删除", "Delete")
DELETE_SURE: Pair = ("删除这个对话？删除后不能恢复。", "Delete this conversation? It cannot be brought back.")
LINK: Pair = ("只读链接", "Read-only link")
LINK_ABOUT: Pair = (
    "能登录这里的人都可以用它打开这个对话：到现在为止的问答和所引的段落，不能提问。",
    "Whoever may log in here can open this conversation with it: what was asked and answered so far, and the passages "
    "cited. Nobody can ask by it.",
)
LINK_DAYS: Pair = ("几天后失效", "Days until it ends")
LINK_MAKE: Pair = ("生成链接", "Make a link")
LINK_TAKE_BACK: Pair = ("收回链接", "Take the link back")
LINK_UNTIL: Pair = ("只读链接，{} 失效。", "Read-only link, until {}.")
LINK_ADDRESS: Pair = ("链接", "The link")
EXPORT_HTML: Pair = ("分享：一个网页文件，附原文", "Share as one HTML file")
EXPORT_WORD: Pair = ("导出 Word（公文格式）", "Export Word")
EXPORT_MARKDOWN: Pair = ("导出 Markdown", "Export Markdown")
EXPORT_JSON: Pair = ("导出 JSON", "Export JSON")
MORE: Pair = ("更多操作", "More actions")
SAVE: Pair = ("保存", "Save")
NAME_LABEL: Pair = ("对话名称", "Name of the conversation")
MENU: Pair = ("历次对话", "Conversations")
ALIKE: Pair = ("这里的字母来自另一种文字", "a letter of another script")
ALIKE_LETTER: Pair = ("数字中间的是字母", "a letter within a number")
ALIKE_WIDTH: Pair = ("全角与半角混在一起", "full and half width mixed")
UNSAVED: Pair = (
    "对话只在服务运行期间保留：无法写入资料库所在目录。",
    "Kept only while the service runs: no file can be written.",
)
NOT_KEPT: Pair = (
    "这次问答没能存下来（磁盘满了或写不了）：关掉这一页就没有了。",
    "This could not be saved (the disk is full or cannot be written): it is gone when this page is closed.",
)
HISTORY_UNREADABLE: Pair = (
    "现在读不了历次对话，详见服务终端的日志。",
    "Conversations cannot be read now; see the server's log.",
)
TODAY: Pair = ("今天", "Today")
EARLIER: Pair = ("更早", "Earlier")

# who may do what
ROLES: dict[str, Pair] = {
    "reader": ("读者", "Reader"),
    "editor": ("编辑", "Editor"),
    "admin": ("管理员", "Administrator"),
}
ACCOUNT: Pair = ("账户", "Account")
ACCOUNTS: Pair = ("全部账户", "Accounts")
REMOVE_ACCOUNT: Pair = ("移除账户", "Remove an account")
AUDIT: Pair = ("变更记录", "Record of changes")
LOG_IN: Pair = ("登录", "Log in")
LOG_OUT: Pair = ("退出", "Log out")
PASSWORD: Pair = ("口令", "Password")
NOT_ALLOWED: Pair = ("没有权限", "Not allowed")

# looks
LANGUAGE: Pair = ("English", "中文")
LANGUAGE_LABEL: Pair = ("切换到英文界面", "Switch to Chinese")
THEME_SYSTEM: Pair = ("跟随系统", "System")
THEME_LIGHT: Pair = ("浅色", "Light")
THEME_DARK: Pair = ("深色", "Dark")
THEME_LABEL: Pair = ("明暗", "Colours")
SKIP: Pair = ("跳到提问框", "Skip to the question")

# filters beside the chat; what a question implied
FILTERS: Pair = ("筛选：只在这些讲话里找", "Filter: search these speeches only")
FILTERED: Pair = ("筛选", "Filter")
FILTER_LABELS: dict[str, Pair] = {
    "speaker": ("讲话人", "Speaker"),
    "office": ("职务", "Office"),
    "place": ("地点", "Place"),
    "kind": ("类型", "Kind"),
    "document": ("文件", "Document"),
    "folder": ("文件夹", "Folder"),
    "tag": ("标签", "Tag"),
    "since": ("自", "From"),
    "until": ("至", "To"),
    "clear": ("清除", "Clear"),
    "date": ("时间", "Period"),
    "occasion": ("会议", "Meeting"),
    "title": ("题名", "Title"),
}
IMPLIED: Pair = ("问题里提到", "Named in the question")
WITHOUT: Pair = ("不按此筛选，重新回答", "Answer again without this")
RESTORE: Pair = ("恢复此筛选，重新回答", "Answer again with this")
BAD_DATE: Pair = ("日期写成 2024、2024-05 或 2024-05-31", "Write dates as 2024, 2024-05 or 2024-05-31")
ONLY_IN: Pair = ("只在 {} 篇里找", "in {:text|texts} only")
UNCHOOSE: Pair = ("不限于", "Not only")
ONLY_THIS: Pair = ("只问这一篇", "Ask this one only")
MATCHES: Pair = ("{} 篇符合", "{:match|matches}")
