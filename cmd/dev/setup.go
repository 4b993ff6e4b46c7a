package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// oldestNode is the oldest major version of Node.js that bundles the page:
// the one of Debian 12.
const oldestNode = 18

// setupTask installs whatever any task needs.
func setupTask(ctx context.Context, w *workspace, _ []string) error {
	if err := w.setup(ctx, needBuild, needWindow, needTests); err != nil {
		return err
	}
	return w.pageDependencies(ctx)
}

// setup installs the system packages that are missing for the needs. When
// nothing is missing it takes a fraction of a second and touches no network.
func (w *workspace) setup(ctx context.Context, needs ...need) error {
	name := "system packages"
	if len(needs) == 1 {
		name += " to " + string(needs[0])
	}
	return w.steps.do(ctx, name, func(ctx context.Context, p *progress) error {
		list := wanted(needs...)
		missing, err := missingPackages(ctx, list)
		if err != nil {
			return w.withoutDpkg(list)
		}
		if len(missing) == 0 {
			p.at("all %d there", len(list))
			return nil
		}
		if err := canInstall(missing); err != nil {
			return err
		}
		w.say("    installing %d packages: %s", len(missing), strings.Join(missing, " "))
		return w.install(ctx, p, missing)
	})
}

// missingPackages asks dpkg which packages are not installed. An error means
// that there is no dpkg to ask.
func missingPackages(ctx context.Context, list []debPackage) ([]string, error) {
	args := append([]string{"-W", "-f=${Package}\t${db:Status-Status}\n"}, names(list)...)
	out, err := exec.CommandContext(ctx, "dpkg-query", args...).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // status 1: some are unknown
		return nil, err
	}
	return notInstalled(list, string(out)), nil
}

// notInstalled reads dpkg-query's answer, one "name TAB status" a line.
func notInstalled(list []debPackage, answer string) []string {
	installed := make(map[string]bool)
	for line := range strings.Lines(answer) {
		name, status, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if status == "installed" {
			installed[name] = true
		}
	}
	var missing []string
	for _, p := range list {
		if !installed[p.name] {
			missing = append(missing, p.name)
		}
	}
	return missing
}

// canInstall tells in one message what to do where this program cannot
// install: no apt-get, or not root.
func canInstall(missing []string) error {
	line := "apt-get install --no-install-recommends " + strings.Join(missing, " ")
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("these Debian packages are missing and there is no apt-get here; install what your system calls\n    %s",
			strings.Join(missing, " "))
	}
	if os.Geteuid() != 0 {
		return fmt.Errorf("system packages are missing and only root can install them; run this once, then try again\n    sudo apt-get update && sudo %s", line)
	}
	return nil
}

// withoutDpkg accepts a system that is no Debian if the commands are there, and
// otherwise names everything that is needed.
func (w *workspace) withoutDpkg(list []debPackage) error {
	var absent []string
	for _, p := range list {
		if p.shows == "" {
			continue
		}
		if _, err := exec.LookPath(p.shows); err != nil {
			absent = append(absent, p.shows)
		}
	}
	if len(absent) == 0 {
		w.say("    no dpkg here; the commands are there, the libraries are assumed")
		return nil
	}
	return fmt.Errorf("not found: %s. There is no dpkg here to install from; what is needed, by its Debian 12 names:\n    %s",
		strings.Join(absent, " "), strings.Join(names(list), " "))
}

// install fetches the package lists and installs. A list that cannot be
// fetched is only told: the packages may be known already.
func (w *workspace) install(ctx context.Context, p *progress, missing []string) error {
	env := []string{"DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"}
	lock := "DPkg::Lock::Timeout=300"
	p.at("apt-get update")
	if err := w.run(ctx, command{args: []string{"apt-get", "-o", lock, "update", "-qq"}, env: env, out: &p.output}); err != nil {
		w.say("    the package lists could not all be fetched; trying with those that are here")
	}
	p.at("apt-get install, some minutes on a new machine")
	args := append([]string{"apt-get", "-o", lock, "install", "-y", "-qq", "--no-install-recommends"}, missing...)
	if err := w.run(ctx, command{args: args, env: env, out: &p.output}); err != nil {
		return err
	}
	p.at("%d installed", len(missing))
	return nil
}

// setupNode installs Node.js and npm unless a version that is new enough is
// on PATH already, from wherever it came.
func (w *workspace) setupNode(ctx context.Context) error {
	if nodeMajor(ctx) >= oldestNode {
		if _, err := exec.LookPath("npm"); err == nil {
			return nil
		}
	}
	return w.setup(ctx, needNode)
}

var nodeVersion = regexp.MustCompile(`^v(\d+)\.`)

// nodeMajor is the major version of the Node.js on PATH, 0 if there is none.
func nodeMajor(ctx context.Context) int {
	out, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return 0
	}
	m := nodeVersion.FindSubmatch(out)
	if m == nil {
		return 0
	}
	major, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0
	}
	return major
}
