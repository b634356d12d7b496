#include "ip_instructions.h"

static _Thread_local bool are_hidden;

void ip_hide_instructions(bool hides) { are_hidden = hides; }

bool ip_are_instructions_hidden(void) { return are_hidden; }
