package lang

import "math"

// operation is one step of arithmetic; message says why it has no result.
type operation func(a, b int64) (result int64, message string)

const tooLarge = "the result is too large"

func checked[E any](r *run[E], pos int, op operation, a, b int64) int64 {
	n, message := op(a, b)
	if message != "" {
		return r.fail(pos, message)
	}
	return n
}

func add(a, b int64) (int64, string) {
	if n := a + b; (n > a) == (b > 0) {
		return n, ""
	}
	return 0, tooLarge
}

func subtract(a, b int64) (int64, string) {
	if n := a - b; (n < a) == (b > 0) {
		return n, ""
	}
	return 0, tooLarge
}

func multiply(a, b int64) (int64, string) {
	if a == 0 || b == 0 {
		return 0, ""
	}
	n := a * b
	if n/b != a || a == -1 && b == math.MinInt64 || b == -1 && a == math.MinInt64 {
		return 0, tooLarge
	}
	return n, ""
}

func divide(a, b int64) (int64, string) {
	switch {
	case b == 0:
		return 0, "division by zero"
	case b == -1 && a == math.MinInt64:
		return 0, tooLarge
	}
	return a / b, ""
}

func remainder(a, b int64) (int64, string) {
	if b == 0 {
		return 0, "division by zero"
	}
	return a % b, ""
}

// addDays and betweenDays keep to the days that a date can be; what is not set cannot
// be calculated with.
func addDays(date, days int64) (int64, string) {
	if date == 0 {
		return 0, notSet
	}
	n, message := add(date, days)
	if message != "" || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, tooLarge
	}
	return n, ""
}

func subtractDays(date, days int64) (int64, string) {
	if days == math.MinInt64 {
		return 0, tooLarge
	}
	return addDays(date, -days)
}

func betweenDays(to, from int64) (int64, string) {
	if to == 0 || from == 0 {
		return 0, notSet
	}
	return subtract(to, from)
}

func betweenHours(to, from int64) (int64, string) {
	n, message := betweenDays(to, from)
	return n / 3_600_000, message
}

const notSet = "a date or time is not set; ask first whether it is != none"

// arithmetic is the table of what can be calculated.
func arithmetic(op string, a, b Kind) (operation, Kind) {
	switch {
	case a == Int && b == Int:
		switch op {
		case "+":
			return add, Int
		case "-":
			return subtract, Int
		case "*":
			return multiply, Int
		case "/":
			return divide, Int
		case "%":
			return remainder, Int
		}
	case a == Amount && b == Amount:
		switch op {
		case "+":
			return add, Amount
		case "-":
			return subtract, Amount
		case "/":
			return divide, Int
		}
	case op == "*" && (a == Amount && b == Int || a == Int && b == Amount):
		return multiply, Amount
	case op == "/" && a == Amount && b == Int:
		return divide, Amount
	case op == "-" && a == Date && b == Date:
		return betweenDays, Int
	case op == "+" && a == Date && b == Int:
		return addDays, Date
	case op == "-" && a == Date && b == Int:
		return subtractDays, Date
	}
	return nil, 0
}

// calculate compiles + - * / %.
func calculate[E any](pos int, op string, a, b *node[E]) (*node[E], error) {
	do, kind := arithmetic(op, a.kind, b.kind)
	switch {
	case do == nil && a.kind == Time && b.kind == Time:
		return nil, mistake(pos, "write hours(from, to) for what lies between two times")
	case do == nil && (a.kind == Time || b.kind == Time):
		return nil, mistake(pos, `a time is not calculated with; compare it with ago("2h") or ahead("3d"), or use hours(from, to)`)
	case do == nil && a.kind == Text && b.kind == Text:
		return nil, mistake(pos, "texts are not put together; compare each part")
	case do == nil:
		return nil, mistake(pos, "there is no %s %s %s%s", a.phrase(), op, b.phrase(), instead(a, b))
	}
	if b.constant && b.num(nil) == 0 && (op == "/" || op == "%") {
		return nil, mistake(pos, "division by zero")
	}
	return &node[E]{kind: kind, pos: pos, num: func(r *run[E]) int64 { return checked(r, pos, do, a.num(r), b.num(r)) }}, nil
}
