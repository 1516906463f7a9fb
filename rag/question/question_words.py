"""The words that ask, each kind in one place: of whom, when, where, how many, why.

Parts of regular expressions, over folded or Simplified text.
"""

import re

WHEN = r"什么时候|何时|哪一?[年天]"
WHY = r"为什么|为何"
WHERE = r"在?哪里"
MUCH = r"多大|多长|多高|多久"
COUNTED = "个项家条处件场届次名位"
"""What things are counted by, after 几."""

DATE = rf"{WHEN}|什么时间|何年|何月|何日|哪一?[月日]|哪个(?:月|季度|年份)|几月|几[号点]|几时|时间是|日期是"
PERSON = (
    r"谁|何人|哪一?位|什么人|哪个人|哪个(?:领导|作者|书记|市长|县长|主任|主席|发言人)|姓名|由哪位|"
    r"(?:书记|市长|县长|省长|区长|主席|主任|局长|作者|主持人|负责人|讲话人|发言人|院长|校长)是$"
)
PLACE = (
    rf"{WHERE}|哪儿|何地|何处|什么地方|哪个(?:地方|城市|市|县|区|镇|省|村|地区)|地点|在哪(?!个|些|年|天|方面)|位于|选址"
)
NUMBER = (
    rf"多少|{MUCH}|多宽|多重|多远|多深|百分之几|第几|排名|(?<![十好])几(?!乎|何|点|号|月|时|位|个方面|大|项)|增速|"
    r"占比|比例是"
)
REASON = rf"{WHY}|原因|缘何|何以|凭什么|怎么会"
YESNO = r"是否|是不是|有没有|能不能|会不会|可不可以|对不对|有无|吗$|对吧|属实|(?:正确|对)[么吗]$"

ASKS = re.compile(
    rf"多少|几(?=[{COUNTED}年月天点号])|什么|谁|哪|何时|何地|为何|{MUCH}|如何|怎么|怎样|是否|"
    r"(?:时间|日期|地点|原因|作者|名字|姓名)是[？?]*$|吗[？?]*$"
)
"""Anything that asks at all."""
