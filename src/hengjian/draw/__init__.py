"""
Who is drawn: experts, markets, inspectors drawn by lot, for anybody to redo with `sha256sum`.

Two plain texts are hashed with SHA-256. Both are UTF-8 in Normalization Form C, every line ends
with one line feed, one blank stands between words, and no value holds a line break.

**The list**, written down and its digest recorded before anything is drawn. Candidates stand in
the order of their ids, each followed by its specialities; everything is sorted by its bytes::

    hengjian draw list 1
    case: 渝市监召〔2026〕7号
    how many: 3
    candidate: E01 张明
    speciality: E01 电气
    recused: E04
    public draw: 7星彩 26005
    public draw: 排列5 26011

A list of markets or inspectors says so in a line `of: markets` below its case.

The sources of chance are named here, their results are not known yet. Instead of public draws
there may be commitments, `commitment: <sha256 of the nonce> <party>`. Why somebody is recused
decides nothing and may be nobody's business, so it stands outside.

**The seed** is the digest of the list and the results, the sources again in order::

    hengjian draw seed 1
    list: <the digest of the list, 64 hexadecimal digits>
    public draw: 7星彩 26005 4 4 8 6 6 4 14
    public draw: 排列5 26011 0 3 0 6 7

or `reveal: <nonce> <party>` for each commitment.

**The lots**: each candidate who is not recused has the lot SHA-256(`<seed> <id>`), without a
line feed. The lowest lots are drawn, the others are substitutes in the order of their lots.
"""
