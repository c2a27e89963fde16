export ANDON_DATA=./corner-shop
andon init --template empty --name "Corner shop"     # you are there, as its owner
andon apply <<'END'
{"kind":"shop.put","body":{"name":"Corner shop","settings":{"extra_package":300,"backorder":2000}}}
{"kind":"entity.put","body":{"entity":{"id":"me","country":"DE","currency":"EUR"}}}
{"kind":"location.put","body":{"location":{"id":"CELLAR","name":"The cellar","type":"warehouse","country":"DE","time_zone":"Europe/Berlin","cut_off":900}}}
{"kind":"carrier.put","body":{"carrier":{"id":"post","services":[{"id":"parcel","rates":[{"package":490,"days":2}]}]}}}
{"kind":"channel.put","body":{"channel":{"id":"web","entity":"me","currency":"EUR","service":"parcel","ship_hours":48}}}
{"kind":"sku.put","body":{"sku":{"id":"MUG-RED","name":"Red mug","weight_g":350,"cost":"2.10"}}}
{"kind":"stock.adjust","body":{"sku":"MUG-RED","location":"CELLAR","qty":10,"reason":"opening"}}
{"kind":"order.submit","key":"web:1001","body":{"channel":"web","external":"1001","lines":[{"sku":"MUG-RED","qty":4,"price":"6.50"}],"ship_to":{"country":"DE","personal":{"name":"Customer 1","address":["Street 1"],"city":"Berlin","post_code":"10115"}},"payment":{}}}
{"kind":"order.submit","key":"web:1002","body":{"channel":"web","external":"1002","lines":[{"sku":"MUG-RED","qty":9,"price":"6.50"}],"ship_to":{"country":"DE","personal":{"name":"Customer 2","address":["Street 2"],"city":"Berlin","post_code":"10117"}},"payment":{}}}
END
andon list orders            # SO-1 has its mugs, SO-2 waits for three more
andon why order SO-2         # who could have shipped it, and what would change that
andon list exceptions        # what is stuck: press f on it in andon console
andon verify
