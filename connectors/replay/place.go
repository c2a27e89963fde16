package replay

import (
	"hash/fnv"
	"strconv"
	"strings"

	"andon/core"
)

// Shipping zones, as seen from the shop's country when the stream was recorded.
const (
	ZoneUK      = "uk" // with the Channel Islands: inland post
	ZoneIreland = "ireland"
	ZoneEU      = "eu"
	ZoneEurope  = "europe"
	ZoneWorld   = "world"
)

// Party makes the person of an invoice. The file has no names and no addresses: they are
// made from the customer's number (of a guest, the invoice's) and the
// country, always the same for the same. Cities and post codes have their country's real form, so
// that zones and carriers can work with them; streets are plainly invented.
//
// "Unspecified", "European Community" and countries that are not known here give a
// party without country and address: nobody could ship there either, and the shop
// holds the order until somebody asks.
func (h Head) Party() *core.Party {
	who, name, mail := h.Customer, "Customer ", "c"
	if who == "" {
		who, name, mail = h.Invoice, "Guest ", "g"
	}
	p := &core.Party{Ref: h.Customer, Personal: &core.Personal{
		Name:  name + who,
		Email: mail + strings.ToLower(who) + "@example.com",
	}}
	country := countryOf(h.Country)
	p.Country, p.Zone = country.iso, country.zone
	if country.iso == "" {
		return p
	}
	seed := fnv.New64a()
	seed.Write([]byte(h.Country + "\x00" + who))
	d := dice(seed.Sum64())
	city, form := country.city(&d)
	p.Personal.Address = []string{strconv.Itoa(1+d.roll(1999)) + " Order Street"}
	p.Personal.City, p.Personal.PostCode = city, postCode(form, &d)
	return p
}

// dice gives numbers that follow from a seed.
type dice uint64

// roll returns 0 to n-1 (SplitMix64; G. Steele, D. Lea, C. Flood 2014).
func (d *dice) roll(n int) int {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

// country says how addresses of a country look.
type country struct {
	iso, zone string // no iso: nobody can ship there
	cities    string // "City form;City form": see postCode; a city that stands twice is twice as likely
}

func (c country) city(d *dice) (city, form string) {
	n := d.roll(strings.Count(c.cities, ";") + 1)
	for entry := range strings.SplitSeq(c.cities, ";") {
		if n == 0 {
			city, form, _ = strings.Cut(entry, "|")
			break
		}
		n--
	}
	return city, form
}

// postCode fills a form: # is a digit, ~ one from 1 to 9, @ a letter that may end a British post code.
func postCode(form string, d *dice) string {
	const letters = "ABDEFGHJLNPQRSTUWXYZ"
	b := []byte(form)
	for i, c := range b {
		switch c {
		case '#':
			b[i] = byte('0' + d.roll(10))
		case '~':
			b[i] = byte('1' + d.roll(9))
		case '@':
			b[i] = letters[d.roll(len(letters))]
		}
	}
	return string(b)
}

// countryOf knows the countries as the file spells them.
func countryOf(name string) country {
	switch name {
	case "United Kingdom":
		return country{"GB", ZoneUK, "London|E~ #@@;London|N~ #@@;London|SE~ #@@;London|SW~ #@@;London|W~ #@@;" +
			"Leeds|LS~ #@@;Manchester|M~ #@@;Liverpool|L~ #@@;Sheffield|S~ #@@;Newcastle upon Tyne|NE~ #@@;York|YO~ #@@;" +
			"Birmingham|B~ #@@;Nottingham|NG~ #@@;Leicester|LE~ #@@;Norwich|NR~ #@@;Cambridge|CB~ #@@;Oxford|OX~ #@@;" +
			"Bristol|BS~ #@@;Exeter|EX~ #@@;Plymouth|PL~ #@@;Southampton|SO~ #@@;Brighton|BN~ #@@;Reading|RG~ #@@;" +
			"Cardiff|CF~ #@@;Swansea|SA~ #@@;Edinburgh|EH~ #@@;Glasgow|G~ #@@;Aberdeen|AB~ #@@;Belfast|BT~ #@@"}
	case "Channel Islands":
		return country{"JE", ZoneUK, "St Helier|JE2 #@@;St Helier|JE3 #@@"}
	case "EIRE":
		return country{"IE", ZoneIreland, "Dublin|D0~ @#@#;Cork|T12 @#@#;Galway|H91 @#@#;Limerick|V94 @#@#"}
	case "European Community":
		return country{zone: ZoneEU}
	}
	for _, zone := range [...]func(string) country{inEU, inEurope} {
		if c := zone(name); c.iso != "" {
			return c
		}
	}
	return elsewhere(name)
}

func inEU(name string) country {
	var iso, cities string
	switch name {
	case "Austria":
		iso, cities = "AT", "Wien|1~#0;Graz|80~0;Linz|40~0;Salzburg|50~0"
	case "Belgium":
		iso, cities = "BE", "Brussel|1~#0;Antwerpen|20~0;Gent|90~0;Namur|50~0"
	case "Cyprus":
		iso, cities = "CY", "Nicosia|10##;Limassol|30##;Larnaca|60##"
	case "Czech Republic":
		iso, cities = "CZ", "Praha|1~0 00;Brno|6~2 00;Ostrava|7~2 00"
	case "Denmark":
		iso, cities = "DK", "København|2~00;Aarhus|82~0;Odense|52~0"
	case "Finland":
		iso, cities = "FI", "Helsinki|00~#0;Tampere|33~00;Turku|20~00"
	case "France":
		iso, cities = "FR", "Paris|7500~;Lyon|6900~;Marseille|1300~;Lille|59~00;Toulouse|31~00;Nantes|44~00"
	case "Germany":
		iso, cities = "DE", "Berlin|10~##;Hamburg|20~##;München|80~##;Köln|50~##;Leipzig|04~##;Stuttgart|70~##"
	case "Greece":
		iso, cities = "GR", "Athina|10~ ##;Thessaloniki|54~ ##"
	case "Italy":
		iso, cities = "IT", "Roma|001##;Milano|201##;Torino|101##;Napoli|801##"
	case "Lithuania":
		iso, cities = "LT", "Vilnius|LT-0~###;Kaunas|LT-4~###"
	case "Malta":
		iso, cities = "MT", "Valletta|VLT 1~##;Sliema|SLM 1~##"
	case "Netherlands":
		iso, cities = "NL", "Amsterdam|10~# @@;Rotterdam|30~# @@;Utrecht|35~# @@;Eindhoven|56~# @@"
	case "Poland":
		iso, cities = "PL", "Warszawa|0~-###;Kraków|30-~##;Gdańsk|80-~##"
	case "Portugal":
		iso, cities = "PT", "Lisboa|1~00-###;Porto|4~00-###"
	case "Spain":
		iso, cities = "ES", "Madrid|280~#;Barcelona|080~#;Valencia|460~#;Sevilla|410~#"
	case "Sweden":
		iso, cities = "SE", "Stockholm|11# ##;Göteborg|41# ##;Malmö|21# ##"
	}
	return country{iso, ZoneEU, cities}
}

func inEurope(name string) country {
	var iso, cities string
	switch name {
	case "Iceland":
		iso, cities = "IS", "Reykjavík|10~;Akureyri|600"
	case "Norway":
		iso, cities = "NO", "Oslo|0~##;Bergen|50##;Trondheim|70##"
	case "Switzerland":
		iso, cities = "CH", "Zürich|80~#;Bern|30~#;Basel|40~#;Genève|12~#"
	}
	return country{iso, ZoneEurope, cities}
}

func elsewhere(name string) country {
	var iso, cities string
	switch name {
	case "Australia":
		iso, cities = "AU", "Sydney|20##;Melbourne|30##;Brisbane|40##;Perth|60##"
	case "Bahrain":
		iso, cities = "BH", "Manama|3##"
	case "Brazil":
		iso, cities = "BR", "São Paulo|01~##-###;Rio de Janeiro|20~##-###"
	case "Canada":
		iso, cities = "CA", "Toronto|M~@ #@#;Montréal|H~@ #@#;Vancouver|V~@ #@#"
	case "Hong Kong":
		iso, cities = "HK", "Kowloon|;Central|"
	case "Israel":
		iso, cities = "IL", "Tel Aviv|6~#####;Jerusalem|9~#####"
	case "Japan":
		iso, cities = "JP", "Tokyo|1~#-####;Osaka|5~#-####"
	case "Lebanon":
		iso, cities = "LB", "Beirut|1~## ####"
	case "RSA":
		iso, cities = "ZA", "Johannesburg|2~##;Cape Town|80##;Durban|40##"
	case "Saudi Arabia":
		iso, cities = "SA", "Riyadh|1~###;Jeddah|2~###"
	case "Singapore":
		iso, cities = "SG", "Singapore|~#####"
	case "United Arab Emirates":
		iso, cities = "AE", "Dubai|;Abu Dhabi|"
	case "USA":
		iso, cities = "US", "New York, NY|100##;Chicago, IL|606##;Los Angeles, CA|900##;Houston, TX|770##"
	}
	return country{iso, ZoneWorld, cities}
}
