package flow

import (
	"cmp"
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/supply"
	"andon/core/world"
)

func (d *Decider) decideOutage(tx *world.Tx) error {
	switch c := tx.Cmd.Body.(type) {
	case *outage.Start:
		return d.startOutage(tx, c)
	case *outage.End:
		return d.endOutage(tx, c.Outage, c.Reason, c.Keep)
	}
	return d.decidePolicy(tx)
}

// startOutage marks what fails and opens the jobs that take from it what can be taken.
func (d *Decider) startOutage(tx *world.Tx, c *outage.Start) error {
	what := c.What
	switch {
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, what.Subject(), "say why in a few words")
	case c.Until != 0 && c.Until < core.DateIn(tx.Now, utc):
		return refuse(core.CodeInvalid, tx, what.Subject(), "%s has passed", c.Until)
	}
	if err := fails(tx, &what); err != nil {
		return err
	}
	targets := affected(tx, &what)
	n := tx.W.Shop().Outages + 1
	e := &outage.Started{ID: outage.IDOf(n), N: n, What: what, Until: c.Until, Reason: c.Reason}
	jobs := outageJobs(tx, job.Outage, e.ID, "", c.Reason, targets)
	for _, j := range jobs {
		e.Jobs = append(e.Jobs, j.ID)
	}
	tx.Emit(e)
	emitJobs(tx, jobs)
	if what.Location != "" {
		watchOpened(tx, what.Location)
	}
	return nil
}

// outageJobs are the jobs for so many targets, each as large as one may be.
func outageJobs(tx *world.Tx, op job.Op, id, undoes, reason string, targets []string) (jobs []*job.Started) {
	n := tx.W.Shop().Jobs
	for part := range slices.Chunk(targets, job.MaxTargets) {
		n++
		jobs = append(jobs, &job.Started{ID: job.IDOf(n), N: n, Op: op, Targets: part, Reason: reason, Undoes: undoes, Outage: id})
	}
	return jobs
}

func emitJobs(tx *world.Tx, jobs []*job.Started) {
	for _, j := range jobs {
		tx.Emit(j)
	}
}

// fails refuses what is not there, has failed already, or would not change.
func fails(tx *world.Tx, what *outage.What) error {
	bad := func(format string, args ...any) error {
		return refuse(core.CodeInvalid, tx, what.Subject(), format, args...)
	}
	switch what.Kind {
	case outage.Close, outage.Slow:
		l := tx.W.Locations.Get(what.Location)
		if l == nil {
			return refuse(core.CodeNotFound, tx, what.Location, "there is no such location")
		}
		return slows(tx, what, l)
	case outage.Suspend:
		return suspends(tx, what)
	case outage.Slip:
		switch {
		case what.Supplier == "":
			return bad("name the supplier")
		case what.Days < 1 || what.Days > 365:
			return bad("a supplier slips by 1 to 365 days")
		case len(openPurchases(tx.W, what.Supplier)) == 0:
			return refuse(core.CodeNotFound, tx, what.Supplier, "has no purchase order of which anything is still to come on a known day")
		}
		return nil
	}
	return bad("%q is not what can fail; use one of %s", what.Kind, strings.Join(what.Kind.Words(), ", "))
}

// asNumbered compares ids of a kind by their numbers.
func asNumbered(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) }

func slows(tx *world.Tx, what *outage.What, l *catalog.Location) error {
	switch {
	case what.Kind == outage.Close && l.Outage != "":
		return refuse(core.CodeState, tx, l.ID, "is closed by %s already", l.Outage)
	case what.Kind == outage.Close:
		return nil
	case l.Slow != nil:
		return refuse(core.CodeState, tx, l.ID, "is slowed down by %s already; end that first", l.Slow.Outage)
	case what.Capacity < 0 || what.Processing < 0 || what.Processing > 90 || what.Capacity == 0 && what.Processing == 0:
		return refuse(core.CodeInvalid, tx, l.ID, "say to how many fulfillment orders a day it is slowed down, 1 or more, or by 1 to 90 working days of processing; to take nothing at all, close it")
	case what.Capacity != 0 && l.Capacity != 0 && what.Capacity >= l.Capacity:
		return refuse(core.CodeInvalid, tx, l.ID, "ships %d fulfillment orders a day as it is", l.Capacity)
	}
	return nil
}

func suspends(tx *world.Tx, what *outage.What) error {
	if what.Carrier == "" && what.Service != "" {
		if c, _ := tx.W.Service(what.Service); c != nil {
			what.Carrier = c.ID
		}
	}
	c := tx.W.Carriers.Get(what.Carrier)
	if c == nil {
		return refuse(core.CodeNotFound, tx, what.Subject(), "there is no such carrier or service; known are: %s", strings.Join(services(tx.W), ", "))
	}
	s := c.Service(what.Service)
	switch {
	case what.Service != "" && s == nil:
		return refuse(core.CodeNotFound, tx, what.Subject(), "the carrier has no such service; known are: %s", strings.Join(services(tx.W), ", "))
	case c.Outage != "":
		return refuse(core.CodeState, tx, what.Subject(), "is suspended by %s already", c.Outage)
	case s != nil && s.Outage != "":
		return refuse(core.CodeState, tx, what.Subject(), "is suspended by %s already", s.Outage)
	}
	return nil
}

// services names the first of what can be suspended: carriers, and their services.
func services(w *world.World) (names []string) {
	const most = 20
	w.Carriers.Each(func(id string, c *catalog.Carrier) bool {
		names = append(names, id)
		for i := range c.Services {
			names = append(names, id+"/"+c.Services[i].ID)
		}
		return len(names) < most
	})
	if len(names) == 0 {
		return []string{"none"}
	}
	return names[:min(len(names), most)]
}

// affected lists the targets of an outage: the fulfillment orders that are where it
// fails, in the order in which units are given to those who wait, so that what is scarce
// elsewhere goes to them first; or a supplier's purchase orders. Those with nothing left to
// take are among them, so that the job can name them.
func affected(tx *world.Tx, what *outage.What) []string {
	var hit []task
	add := func(o *order.Order, fo int) { hit = append(hit, task{o, fo}) }
	switch what.Kind {
	case outage.Slip:
		return openPurchases(tx.W, what.Supplier)
	case outage.Close:
		tx.W.Work(what.Location, func(id string, fo int) bool { add(tx.W.Orders.Get(id), fo); return true })
	case outage.Slow:
		hit = slowed(tx, what)
	case outage.Suspend:
		c := tx.W.Carriers.Get(what.Carrier)
		tx.W.Locations.Each(func(location string, _ *catalog.Location) bool {
			tx.W.Work(location, func(id string, fo int) bool {
				o := tx.W.Orders.Get(id)
				if s := o.FO(fo).Service; s == what.Service || what.Service == "" && c.Service(s) != nil {
					add(o, fo)
				}
				return true
			})
			return true
		})
	}
	slices.SortStableFunc(hit, task.compare)
	targets := make([]string, len(hit))
	for i := range hit {
		targets[i] = foID(hit[i].o, hit[i].fo)
	}
	return targets
}

// task is a fulfillment order.
type task struct {
	o  *order.Order
	fo int
}

// compare puts first what is filled first.
func (a task) compare(b task) int {
	if a.o == b.o {
		return a.fo - b.fo
	}
	return order.Before(a.o, b.o, "")
}

// slowed lists what a location that slows down has to give away: all that is not picked
// where work takes longer there, else of each day what is beyond its capacity, those who are
// filled last.
func slowed(tx *world.Tx, what *outage.What) (hit []task) {
	l := tx.W.Locations.Get(what.Location).Clone()
	l.Slow = &catalog.Slowdown{Capacity: what.Capacity, Processing: what.Processing}
	days := map[core.Date][]task{}
	tx.W.Work(l.ID, func(id string, fo int) bool {
		o := tx.W.Orders.Get(id)
		if unpicked(o, fo) > 0 {
			day := o.FO(fo).Ship
			days[day] = append(days[day], task{o, fo})
		}
		return true
	})
	for day, tasks := range days { // they are sorted in the end
		if what.Processing == 0 {
			slices.SortFunc(tasks, task.compare)
			load := tx.W.Loads.Get(world.LoadID(l.ID, day))
			beyond := 0
			if load != nil {
				beyond = max(load.N-l.PerDay(), 0)
			}
			tasks = tasks[max(len(tasks)-beyond, 0):]
		}
		hit = append(hit, tasks...)
	}
	return hit
}

// openPurchases lists a supplier's purchase orders of which something is still to come on
// a day that is known.
func openPurchases(w *world.World, supplier string) (ids []string) {
	w.Purchases.Each(func(id string, doc *supply.Document) bool {
		if doc.Supplier == supplier && doc.Closed == 0 && !doc.Bought() && doc.NextExpected() != 0 {
			ids = append(ids, id)
		}
		return true
	})
	return ids
}

// endOutage takes the mark of an outage away, stops what its jobs have not done yet, and
// opens jobs that take back what they did.
func (d *Decider) endOutage(tx *world.Tx, id, reason string, keep bool) error {
	o := tx.W.Outages.Get(id)
	switch {
	case o == nil:
		return refuse(core.CodeNotFound, tx, id, "there is no such outage")
	case o.Ended != 0:
		return refuse(core.CodeState, tx, id, "has ended already")
	case reason == "" || len(reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, id, "say why it ends")
	}
	e := &outage.Ended{Outage: id, Reason: reason}
	var targets, running []string
	first := ""
	for _, name := range o.Jobs {
		j := tx.W.Jobs.Get(name)
		if first == "" {
			first = name
		}
		if j.Ended == 0 {
			running = append(running, name)
		}
		for _, t := range j.Done() {
			id, _ := job.SplitTarget(t)
			targets = append(targets, id)
		}
	}
	var jobs []*job.Started
	if slices.SortFunc(targets, asNumbered); !keep {
		jobs = outageJobs(tx, job.Restore, id, first, reason, slices.Compact(targets))
	}
	for _, j := range jobs {
		e.Jobs = append(e.Jobs, j.ID)
	}
	location := o.What.Location
	tx.Emit(e)
	for _, name := range running {
		tx.Emit(&job.Stopped{Job: name, Reason: reason})
	}
	emitJobs(tx, jobs)
	if location != "" {
		watchOpened(tx, location)
	}
	return nil
}
