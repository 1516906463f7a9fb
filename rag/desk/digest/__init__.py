"""Speeches as cited lines, extracted and never worded: each line is a sentence of the source with its span.

`outline` gives a speech part by part and in n points; `topics` what somebody says on a topic over all speeches;
`novelty` what is new against the speaker's last speech; `meeting` who said what.

From outside: every module.
"""
