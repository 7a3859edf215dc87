// SPDX-License-Identifier: MIT
#include "ui/contrast_theme.h"

namespace lanyard::ui {

bool isContrastThemeInUse()
{
    return false;
}

} // namespace lanyard::ui
