"""A third set of bureau templates by another hand; `generator/` holds its scripts as they were written.

One word of its truth is put right: 本年/天数 of form 43 is 教师.本年实践天数; there is no 教师.实践天数.
"""
