//go:build linux && cgo

#include <stdint.h>
#include <stdlib.h>

#include "bridge.h"
#include "_cgo_export.h"

/* libfido2 wants a pointer for what it opened; a Go handle is a number: the pointer is to a place that holds it. */

static void *pipe_open(const char *path) {
	uintptr_t handle = vigiePipeOpen((char *)path);
	if (handle == 0)
		return NULL;
	uintptr_t *box = malloc(sizeof(*box));
	if (box == NULL) {
		vigiePipeClose(handle);
		return NULL;
	}
	*box = handle;
	return box;
}

static void pipe_close(void *box) {
	vigiePipeClose(*(uintptr_t *)box);
	free(box);
}

static int pipe_read(void *box, unsigned char *buf, size_t len, int ms) {
	return vigiePipeRead(*(uintptr_t *)box, buf, len, ms);
}

static int pipe_write(void *box, const unsigned char *buf, size_t len) {
	return vigiePipeWrite(*(uintptr_t *)box, (unsigned char *)buf, len);
}

int vigie_use_pipe(fido_dev_t *dev) {
	const fido_dev_io_t io = {pipe_open, pipe_close, pipe_read, pipe_write};
	return fido_dev_set_io_functions(dev, &io);
}
