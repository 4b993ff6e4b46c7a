#ifndef VIGIE_FIDO_BRIDGE_H
#define VIGIE_FIDO_BRIDGE_H

#include <fido.h>

/* vigie_use_pipe makes dev speak through the Pipe whose handle is the path that it is opened with. */
int vigie_use_pipe(fido_dev_t *dev);

#endif
