"""Addresses that answer with a file of ours, for the walk through all pages."""

NO_PAGES = frozenset(
    {
        "recalls:document", "enforcement:document", "enforcement:my_document",
        "public:announcement_pdf", "recalls:cases_export", "recalls:stop_sale_export",
        "duties:board_export", "enforcement:matters_export", "public:recalls_export",
        "scales:template", "scales:filing_export", "scales:self_check_export",
        "scales:campaign_draw", "scales:campaign_export",
        "accounts:issue_token", "accounts:revoke_token", "public:notice_json", "public:notice_xml", "public:notice_schema", "public:notice_xsd",
        "scales:type_paper", "scales:run_table", "scales:label_sheets", "scales:delivery_paper", "scales:decide_run",
    }
)  # fmt: skip
