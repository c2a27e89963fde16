# Something in every field
# What other stories leave empty at their end, so that each field of a list can be filtered by.

do entity.put {"entity": {"id": "ltd", "name": "Ltd", "country": "GB", "currency": "GBP", "tax_id": "GB1"}}
do location.put {"location": {"id": "LEEDS", "name": "Leeds", "gln": "4012345000009", "type": "warehouse", "country": "GB", "zone": "north"}}
location YORK
do channel.put {"channel": {"id": "web", "name": "Web", "entity": "ltd", "currency": "GBP", "service": "std", "priority": 2, "incoming": true}}
do channel.put {"channel": {"id": "old", "name": "Old", "entity": "ltd", "currency": "GBP", "suspended": true}}
channel counter, collected
do sku.put {"sku": {"id": "MUG", "name": "Mug", "tax_class": "standard"}}
do pricelist.put {"pricelist": {"id": "retail", "currency": "GBP", "tolerance": "0.05", "entries": [{"sku": "MUG", "price": "3.00"}]}}
do customer.put {"customer": {"id": "C-1", "class": "trade", "priority": 3, "price_list": "retail", "complete": true, "party": {"country": "GB", "zone": "north"}}}
do person.put {"person": {"id": "gone", "roles": ["viewer"], "retired": true}}
do carrier.put {"carrier": {"id": "van", "name": "Van", "services": [{"id": "day", "rates": [{"package": 100, "days": 1}]}]}}
stock 90 MUG at LEEDS
stock 9 MUG at YORK
do stock.adjust {"sku": "MUG", "location": "LEEDS", "qty": 4, "reason": "found", "bin": "A1", "lot": "L7"}
move 2 MUG at LEEDS from available to safety_stock
transfer TR-1 from YORK to LEEDS, on 2026-11-26: 5 MUG
dispatch TR-1: 3 of line 1
delay TR-1 to 2026-11-27
buy PO-1, to LEEDS, on 2026-12-01, from ACME: 5 MUG
outage slows YORK, by 1 working days, until 2026-12-24
as conn do order.submit {"channel": "web", "external": "W-1", "customer": "C-1", "ship_to": {"country": "GB", "zone": "north", "complete": true}, "lines": [{"sku": "MUG", "qty": 1}, {"sku": "WHAT", "qty": 1}]}
order W-2 on web: 4 MUG
accept W-2
pick W-2
pack W-2, box with MUG 1, box in 1 with MUG 1: 2 of line 1
order W-3 on web: 2 MUG
send W-3
deliver W-3
request return of W-3: 2 of line 1
authorise return 1 of W-3
order W-4 on web: 2 MUG
send W-4
deliver W-4
return W-4 to LEEDS, inspect: 1 of line 1
order P-1 on counter: 1 MUG collected at LEEDS
accept P-1
pick P-1
pack P-1
order W-5 on web: 1 MUG
accept W-5
pick W-5
pack W-5
consign: W-5
lose consignment CN-1
change unknown_sku on W-1, owner lead, note "asked the channel", snooze until 2026-11-30 09:00
order W-6 on web: 1 MUG
release wave at LEEDS, until 2026-12-24
rule all in holds, when "order.risk > 90": hold fraud
enforce the rules
rule more in holds, when "order.risk > 80": hold fraud
draft the rules
