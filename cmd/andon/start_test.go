package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestStart proves that the README's shop from nothing, which is the one of the help,
// works as it stands there.
func TestStart(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "\n```sh\n"+start+"```\n") {
		t.Error("the README does not show start.sh as it is")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "andon"))
	}
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(sh, "-e", "-c", start)
	c.Dir, c.Env = dir, append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"ok: shop Corner shop, ", `"key":"web:1002","ok":true`, "\nSO-2  partly backordered ", "\nSO-1  allocated ",
		"line 1 waits for 3 of 9 MUG-RED", "\nEX-1  warning   short  order/SO-2 ", "\nok: 11 records, ",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if strings.Contains(string(out), `"ok":false`) {
		t.Errorf("something was refused:\n%s", out)
	}
}
