"""Feeds kept up with: what is new goes into the inbox, each record once, and is extracted from
there.

    client      one polite request: hosts, pace, retries, limits
    feed        what a feed is; one module each: arxiv, pubmed, hf_papers
    inbox       where pages are kept while they come in, and where a whole harvest lands
    coverage    which days of a feed have landed, kept in the dataset
    flow        the Prefect flow: fetch, land, extract
"""
