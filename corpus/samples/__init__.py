"""The sample library: sixteen fictional documents that a new user asks first.

Everything in them is invented: 澜川市 in 云岭省, its county 青岑县, its zone 云水先行区, the other city 溪州市, all
officials, figures and sayings; each document says so. Together they show the shapes that real collections have.

    brewing_article_2023.md     signed article: YAML front matter, Markdown headings and list, 作者系… at the end
    cppcc_closing_2024.txt      closing speech with masked names (`*`, `***`), no date and no name of its speaker
    cppcc_closing_2025.txt      the next year's, by another speaker: scraped page, half-width marks, 编辑, 相关链接
    economy_meeting_2023.txt    numbered outline 一、（一）1. 一是 with 五个坚持 and 四大工程
    lowaltitude_speech_2021.txt the later city secretary when he was still mayor; quotes his predecessor
    lowaltitude_visit_2025.html saved news page: scripts, menu, related reading; reported speech
    qingchen_meeting_2024.txt   news of a county meeting: several people quoted, breadcrumb and footer around
    work_report_2024.txt        work report: many figures, targets beside results
    work_report_2025.html       the next year's: table of targets and results, scripts, navigation
    xizhou_meeting_2024.txt     another city, the same industry and other figures; another 四大工程
    yunshui_article_2022.txt    Traditional with bracketed pinyin 國(guó), stray Simplified, real brackets such as (GDP)
    yunshui_plenary_2023.txt    news of a plenary session: indented lines, 会议指出, a quotation inside a speech
    zhubian_speech_2023.txt     Traditional in Big5, CRLF, small-form semicolons, the date in Chinese numerals
    zhuzhi_reprint_2024.txt     near copy of zhuzhi_speech_2024 from another site: byte order mark, cuts, later date
    zhuzhi_speech_2023.txt      the same topic a year earlier with other figures: GB18030, CRLF
    zhuzhi_speech_2024.txt      clean speech
"""

from pathlib import Path


def folder() -> Path:
    """Return the folder that holds the sample documents."""
    return Path(__file__).parent
