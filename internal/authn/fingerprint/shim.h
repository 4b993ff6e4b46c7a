// What Go calls of libfprint: each function runs to its end and reports by a code.
#ifndef VIGIE_FINGERPRINT_SHIM_H
#define VIGIE_FINGERPRINT_SHIM_H

#include <stdint.h>
#include <libfprint-2/fprint.h>

// Outcomes; Go turns them into faults.
enum {
	VIGIE_OK = 0,
	VIGIE_NO_READER = 1,   // none, or none of the model
	VIGIE_BUSY = 2,        // another process has it
	VIGIE_REFUSED = 3,     // no right to the device
	VIGIE_UNPLUGGED = 4,
	VIGIE_CANCELLED = 5,
	VIGIE_BAD_TEMPLATE = 6, // not a template, or of another kind of reader
	VIGIE_RETRY = 7,        // a scan that cannot be used: try again
	VIGIE_FAILED = 8,
};

// Why a scan is to be repeated; the order is that of reader.Again after None.
enum { VIGIE_AGAIN = 0, VIGIE_TOO_SHORT = 1, VIGIE_CENTRE = 2, VIGIE_LIFT = 3 };

typedef struct {
	FpContext *context;
	FpDevice *device;
	GCancellable *stop;
} vigie_reader;

int vigie_open(vigie_reader *r, const char *driver, const char *scan);
void vigie_close(vigie_reader *r);
void vigie_stop(vigie_reader *r);
const char *vigie_driver(vigie_reader *r);
const char *vigie_scan(vigie_reader *r);
int vigie_stages(vigie_reader *r);

// vigie_enrol scans until the template is complete; handle goes back to the progress function. The template is malloc'ed.
int vigie_enrol(vigie_reader *r, uintptr_t handle, unsigned char **template, size_t *length);

// vigie_verify compares one scan with one template.
int vigie_verify(vigie_reader *r, const unsigned char *template, size_t length, int *match, int *again);

// vigie_wipe clears and frees what vigie_enrol returned.
void vigie_wipe(unsigned char *template, size_t length);

#endif
