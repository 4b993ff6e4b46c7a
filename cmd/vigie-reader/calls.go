package main

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"vigie.example/internal/fault"
)

// audit numbers of the architectures for which the filter is made; elsewhere there is none.
var audit = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// refused are calls that a capture could leave by: other programs, other processes, memory that has a name.
var refused = []uint32{
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_MEMFD_CREATE,
	unix.SYS_SHMGET, unix.SYS_MQ_OPEN, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_IO_URING_SETUP, unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN,
}

// families of sockets that stay: the virtual reader's, and the one on which the kernel tells of plugged readers.
var families = []uint32{unix.AF_UNIX, unix.AF_NETLINK}

// noCalls makes the kernel refuse, in every thread, the calls above and every socket to a network.
func noCalls() error {
	const op = "main.noCalls"
	arch, known := audit[runtime.GOARCH]
	if !known {
		return nil
	}
	filter := program(arch)
	set := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fault.As(fault.Denied, op, err, fault.Key("fault.reader.memory"))
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&set)))
	runtime.KeepAlive(filter)
	if errno == unix.ENOSYS || errno == unix.EINVAL {
		return nil // a kernel without filters
	}
	if errno != 0 {
		return fault.As(fault.Denied, op, errno, fault.Key("fault.reader.memory"))
	}
	return nil
}

// Offsets in struct seccomp_data.
const (
	atCall     = 0
	atArch     = 4
	atFirstArg = 16
)

const (
	allowCall  = unix.SECCOMP_RET_ALLOW
	refuseCall = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	x32Call    = 0x40000000 // calls of another table on amd64
)

func program(arch uint32) []unix.SockFilter {
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	give := func(what uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: what} }
	skipUnless := func(jump uint16, value uint32) unix.SockFilter { // skips the next instruction unless it compares so
		return unix.SockFilter{Code: unix.BPF_JMP | jump | unix.BPF_K, K: value, Jf: 1}
	}
	p := []unix.SockFilter{
		load(atArch), {Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: arch, Jt: 1}, give(refuseCall),
		load(atCall), skipUnless(unix.BPF_JGE, x32Call), give(refuseCall),
	}
	for _, call := range refused {
		p = append(p, skipUnless(unix.BPF_JEQ, call), give(refuseCall))
	}
	p = append(p, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_SOCKET, Jt: 1}, give(allowCall), load(atFirstArg))
	for _, family := range families {
		p = append(p, skipUnless(unix.BPF_JEQ, family), give(allowCall))
	}
	return append(p, give(refuseCall))
}
