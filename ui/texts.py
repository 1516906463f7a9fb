"""Everything the page says: Chinese first, English beside."""

NAME = "引证"
SLOGAN = "讲话问答，句句有据"
SLOGAN_EN = "Answers over speeches, each sentence traced to its source"

PLACEHOLDER = "输入问题，回车发送"
SEND = "发送"
STOP = "停止"
NEW = "新对话"
QUESTION_LABEL = "问题 Question"
CHAT_LABEL = "对话 Conversation"
WELCOME = ("向讲话库提问", "答案里的每一句都标出处；库里没有的，直说没有。")
WELCOME_EN = "Every sentence cites its source; what the library does not say is refused."

SEARCHING = ("检索中…", "searching")
WAITING = ("排队中…", "waiting for its turn")
WRITING = ("生成中…", "writing")
PENDING = ("核对中", "being checked")
STOPPED = ("已停止", "stopped")
FAILED = ("出错", "error")
REFUSED = ("拒答：库中没有依据", "not answered by the library")
INTERNAL_ERROR = "内部错误，详见服务终端的日志 (internal error; see the server's log)"
BUSY = "现在提问的人较多，请稍后再试 (busy; try again in a moment)"

EVIDENCE = ("原文依据", "Evidence")
EVIDENCE_EMPTY = ("提问之后，依据的原文会显示在这里。", "The passages that an answer rests on appear here.")
RETRIEVED = ("检索到的原文", "Retrieved passages")
CITED = ("引用的原文", "Cited passages")
OTHERS = ("其他检索到的段落", "Other passages retrieved")
NEAREST = ("最接近但不回答问题的段落", "Nearest passages; they do not answer the question")
NOTHING = ("没有检索到相关段落。", "Nothing was found.")
SEARCHED = ("检索的问题", "Searched for")
SCOPE = ("检索范围", "Searched in")
SCOPE_ALL = "全库 {} 篇"
REASON = ("理由", "Reason")
OPEN = ("看全文", "full text")
TO_ANSWER = "回到答案 back to the answer"
COPY = ("复制", "copy")

CHECKED = "句已核对"
QUOTED = "句原文引用"
QUOTED_TITLE = "原文引用 verbatim"
TO_EVIDENCE = "依据"
IN_ALL = "用时"

LIBRARY = ("收录目录", "Library")
BACK = ("返回问答", "Back")
SOURCE_NOTE = (
    "原文全文，未作改动；浅色部分为正文以外的网页内容。",
    "The whole source, unaltered; pale text lies outside the speech.",
)
NOT_FOUND = ("找不到", "Not found")
