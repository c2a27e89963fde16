// Package replay reads recorded order streams, brings them to a shop, and models the
// people at the dock, so that the orders get out. It is in two halves. The first reads: bytes in,
// typed business facts out; it knows nothing of a shop.
//
//	file ─► unpack ─► scanner ─► Reader ─► Row ─► Classify ─► Documents ─► Order, Cancellation, Note, Adjustment, Oddity
//	                                        └───► TakeSurvey ─► Survey: goods, names, prices, weekly demand
//
// The second turns these into commands and gives them to a shop through api.Client
// alone, in order of time, like any channel:
//
//	Documents ─► converter (convert.go) ──┐
//	                                      ├─► feed (feed.go) ─► Client.Submit ─► receipts ─► Report, Tally
//	dock (dock.go, course.go, acts.go, ───┘        ▲
//	 morning.go) ◄─ Client.Query              pace of a demo; incidents (incidents.go)
//
// [Import] and [Demo] are the two ways in; [Template] and [DemoTemplate] (template.go,
// stocking.go) make the shop. The actor [Actor] drives the shop's clock.
//
// What must hold here:
//
//   - Every record of a file has exactly one [Account], by its number: the line of the file on
//     which it begins, the header being line 1. Lines inside quotes are counted
//     but are no records; empty lines are neither.
//   - Equal bytes give equal documents in equal order. A document depends on the lines of its invoice
//     alone, and on the [Names] that the caller brings.
//   - Memory is bounded whatever arrives: one record of 64 KiB at a time, the open
//     invoices (see [Documents]), the numbers of the last 65,536 invoices.
//   - A line that cannot be read costs that line; a damaged file ends in one error
//     that names the line and byte which were reached. So does a plain file that ends within
//     a line, as it may have been cut off there; only the invoice of that line is held back.
//   - An invoice that comes again with more lines, because the file was cut off between
//     two of them, leads to what the whole file at once would have led to.
//   - Every command has a key that names the invoice, so that importing again changes
//     nothing; what a line became is read from the first receipt.
//   - What happens at the dock follows from a seed, from ids and from how the shop
//     stands, never from how fast it runs or how often it was interrupted.
//
// # The format "uci-online-retail"
//
// CSV in UTF-8, plain or packed with gzip or zstd, with the columns InvoiceNo,
// StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID and Country. Prices are in
// GBP, times are the wall clock of Europe/London. Nothing links a cancellation to an
// order. What the recorded year holds:
//
//	records                                   541,909   2010-12-01 08:26 to 2011-12-09 12:50, never out of order
//	invoices                                   25,900   22,061 plain, 3,836 C…, 3 A…; the largest, 573585, has 1,114 lines
//	customers, countries                    4,372, 38   8 customers in two countries; no invoice has two of either
//	records without customer                  135,080   3,710 invoices
//	negative quantity without C                 1,336   all at price 0, without customer, alone in their invoice
//	price 0                                     2,515   those 1,336; 1,139 more without customer; 40 with
//	… without customer, alone in the invoice    2,093   no description names the goods: these are the adjustments
//	empty description                           1,454   all of them among those
//	price below 0                                   2   bad debt; three decimals on 4 lines; dearest 38,970.00
//	largest quantity                           80,995   sold, and cancelled 12 minutes later
//	goods: codes, SKUs                   4,050, 3,939   111 codes differ from another in case alone, none in goods; 143 never ordered
//	SKUs with several names                       212   up to 4: renamed goods
//	prices of a SKU                           1 to 15   492 have one, 2,691 two to five, 616 more; median highest/lowest 2.4
//	equal records in an invoice                 5,268   in 1,933 invoices; 3,732 of one unit, 731 right after each other
//	code repeated in an invoice                10,684   528 times at another price
//	invoices over two minutes                      43   never more; 542806 is interrupted by 2 lines of another
//
//	order_line           528,078 lines, 5,593,893 units   on 19,787 orders, 1,385 of them by guests
//	cancellation_line      8,701 lines,  -272,027 units   on 3,420 cancellations
//	charge                 3,037 lines                    2,247 on orders, 71 on cancellations, 719 on 600 notes
//	stock_adjustment       2,078 lines,  -156,642 units   1,498 without a reason
//	exception                 15 lines                    12 not_goods, 3 unclear_text
//
// Matched by customer and SKU, newest order first, 7,311 cancellation lines are covered by one order line, 118
// by several, 51 in part, 1,056 by none, and 165 name no customer.
//
// TestYear and TestYearsGoods pin what this package decides. The rest is one query each over the columns, for example
//
//	SELECT count(*) FROM r WHERE Quantity < 0 AND InvoiceNo NOT LIKE 'C%'
//	SELECT count(*) - count(DISTINCT InvoiceNo||'|'||StockCode||'|'||Description||'|'||Quantity||'|'||InvoiceDate||'|'||UnitPrice) FROM r
//
// # What was decided
//
//   - Equal records of one invoice are all real: most are single units, far apart, as a till
//     writes an article that is scanned again. Each keeps its number.
//   - A line without customer and price is an adjustment when units leave, or when its description is empty or
//     a remark; goods given away are order lines at price 0. A remark gives the reason; one that says
//     nothing known is the reason "other" when units leave and the exception "unclear_text" when they come.
//   - POST, DOT, M and their like are charges wherever they stand; an invoice of charges
//     alone is a [Note]. Stock booked to them is "not_goods".
//   - An invoice is complete after 256 records without it. A later line is "late_line".
//     The first booked line gives time, customer and country; a line that
//     differs in the latter two is "customer_differs".
//   - Charges without goods ([Note]) are put on the board and closed at once: the fact is kept
//     under the invoice's number, and there is nothing to do about it.
//   - A stock adjustment is booked where the SKU is at home, which its code and the invoice's number decide.
//   - The country of 16 orders says nothing ("Unspecified", "European Community"): they get no address.
package replay
