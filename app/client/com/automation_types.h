// SPDX-License-Identifier: MIT
#pragma once

/// What automation_types.idl names, as Windows declares it.

#include <oaidl.h>
