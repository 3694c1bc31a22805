"""Reports over the warehouse: one module each, a function that gives frozen records.

Values are plain: aware datetimes, numbers, ids, texts as stored. Quoting, columns and widths are
for whoever renders them: the command line, a page, a program.
"""
