"""What happened, counted: where orders came from, what a customer usually takes."""

from shop.domain.reports.crediting import TOUCHES, Credit, Report, Sale, gather, list_sales, report

__all__ = ["TOUCHES", "Credit", "Report", "Sale", "gather", "list_sales", "report"]
