"""A bulletin as an office hands it in: one wording, laid out as Word and as Excel (通报文稿)."""
