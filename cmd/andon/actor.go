package main

import (
	"os"
	"os/user"
	"strconv"

	"andon/core"
)

// actor is the person who gives commands in this process: the operating system's
// user, asked of the system by number. No flag and no variable of the environment can
// name another, as the engine checks roles and authors by it. (Whoever may
// write to a shop's folder owns it anyway; this is about who did what.)
func actor() (string, error) {
	uid := os.Getuid()
	if uid < 0 { // a system without numbers for users
		u, err := user.Current()
		if err != nil {
			return "", core.Wrap(core.CodeInternal, "actor", "", "the system does not say who you are", err)
		}
		return u.Username, nil
	}
	u, err := user.LookupId(strconv.Itoa(uid))
	if err != nil { // a container may run as a number that has no name
		return "uid-" + strconv.Itoa(uid), nil
	}
	return u.Username, nil
}
