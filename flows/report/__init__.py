"""The report of a run: one file for programs, one page for people.

document     report.json: the verdict with every check, counts, distributions, timings, versions
report.schema.json  its JSON Schema
highlights   a text cut where its facts begin and end
charts       the numbers behind the page's plots
page         report.html, from page.html, page.css and page.js: self-contained, opens from disk
folder       OUT/reports/RUN with all of it, and which run came last
artifacts    the same, in short, for Prefect's own pages
"""
