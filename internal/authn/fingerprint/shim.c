#include "shim.h"

#include <stdlib.h>
#include <string.h>

extern void vigieScanned(uintptr_t handle, int stage, int again);

static int again_of(const GError *e)
{
	switch (e->code) {
	case FP_DEVICE_RETRY_TOO_SHORT: return VIGIE_TOO_SHORT;
	case FP_DEVICE_RETRY_CENTER_FINGER: return VIGIE_CENTRE;
	case FP_DEVICE_RETRY_REMOVE_FINGER: return VIGIE_LIFT;
	default: return VIGIE_AGAIN;
	}
}

// outcome maps libfprint's errors by their codes; their texts go nowhere.
static int outcome(GError *e)
{
	int code = VIGIE_FAILED;
	if (e == NULL)
		return VIGIE_FAILED;
	if (e->domain == G_IO_ERROR && e->code == G_IO_ERROR_CANCELLED)
		code = VIGIE_CANCELLED;
	else if (e->domain == FP_DEVICE_RETRY)
		code = VIGIE_RETRY;
	else if (e->domain == FP_DEVICE_ERROR) {
		switch (e->code) {
		case FP_DEVICE_ERROR_BUSY: code = VIGIE_BUSY; break;
		case FP_DEVICE_ERROR_REMOVED: code = VIGIE_UNPLUGGED; break;
		case FP_DEVICE_ERROR_DATA_INVALID: code = VIGIE_BAD_TEMPLATE; break;
		case FP_DEVICE_ERROR_DATA_NOT_FOUND: code = VIGIE_BAD_TEMPLATE; break;
		default: code = VIGIE_FAILED;
		}
	} else if (e->domain == G_IO_ERROR && e->code == G_IO_ERROR_PERMISSION_DENIED)
		code = VIGIE_REFUSED;
	g_error_free(e);
	return code;
}

const char *vigie_driver(vigie_reader *r) { return fp_device_get_driver(r->device); }

static const char *scan_of(FpDevice *d) { return fp_device_get_scan_type(d) == FP_SCAN_TYPE_SWIPE ? "swipe" : "press"; }

const char *vigie_scan(vigie_reader *r) { return scan_of(r->device); }

int vigie_stages(vigie_reader *r) { return fp_device_get_nr_enroll_stages(r->device); }

int vigie_open(vigie_reader *r, const char *driver, const char *scan)
{
	memset(r, 0, sizeof *r);
	r->context = fp_context_new();
	GPtrArray *all = fp_context_get_devices(r->context);
	for (guint i = 0; all != NULL && i < all->len && r->device == NULL; i++) {
		FpDevice *d = g_ptr_array_index(all, i);
		if (*driver == 0 || (strcmp(driver, fp_device_get_driver(d)) == 0 && strcmp(scan, scan_of(d)) == 0))
			r->device = g_object_ref(d);
	}
	if (r->device == NULL) {
		g_clear_object(&r->context);
		return VIGIE_NO_READER;
	}
	r->stop = g_cancellable_new();
	GError *e = NULL;
	if (!fp_device_open_sync(r->device, r->stop, &e)) {
		g_clear_object(&r->device);
		g_clear_object(&r->stop);
		g_clear_object(&r->context);
		return outcome(e);
	}
	return VIGIE_OK;
}

void vigie_close(vigie_reader *r)
{
	if (r->device != NULL) {
		GError *e = NULL;
		if (!fp_device_close_sync(r->device, NULL, &e))
			g_clear_error(&e);
	}
	g_clear_object(&r->device);
	g_clear_object(&r->stop);
	g_clear_object(&r->context);
}

void vigie_stop(vigie_reader *r) { g_cancellable_cancel(r->stop); }

static void scanned(FpDevice *device, gint stage, FpPrint *print, gpointer data, GError *e)
{
	(void)device, (void)print;
	vigieScanned((uintptr_t)data, stage, e == NULL ? -1 : again_of(e));
}

int vigie_enrol(vigie_reader *r, uintptr_t handle, unsigned char **template, size_t *length)
{
	GError *e = NULL;
	guchar *data = NULL;
	gsize size = 0;
	FpPrint *print = fp_device_enroll_sync(r->device, fp_print_new(r->device), r->stop, scanned, (gpointer)handle, &e);
	if (print == NULL)
		return outcome(e);
	gboolean ok = fp_print_serialize(print, &data, &size, &e);
	g_object_unref(print);
	if (!ok)
		return outcome(e);
	*template = data;
	*length = size;
	return VIGIE_OK;
}

int vigie_verify(vigie_reader *r, const unsigned char *template, size_t length, int *match, int *again)
{
	GError *e = NULL;
	FpPrint *print = fp_print_deserialize(template, length, &e);
	if (print == NULL) {
		g_clear_error(&e);
		return VIGIE_BAD_TEMPLATE;
	}
	if (!fp_print_compatible(print, r->device)) {
		g_object_unref(print);
		return VIGIE_BAD_TEMPLATE;
	}
	gboolean same = FALSE;
	gboolean ok = fp_device_verify_sync(r->device, print, r->stop, NULL, NULL, &same, NULL, &e);
	g_object_unref(print);
	if (!ok) {
		if (e != NULL && e->domain == FP_DEVICE_RETRY)
			*again = again_of(e);
		return outcome(e);
	}
	*match = same ? 1 : 0;
	return VIGIE_OK;
}

void vigie_wipe(unsigned char *template, size_t length)
{
	if (template != NULL) {
		explicit_bzero(template, length);
		g_free(template);
	}
}
