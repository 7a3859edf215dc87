// SPDX-License-Identifier: MIT
#include "ui/contrast_theme.h"

#include <windows.h>

namespace lanyard::ui {

bool isContrastThemeInUse()
{
    HIGHCONTRASTW theme{};
    theme.cbSize = sizeof theme;
    return SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof theme, &theme, 0) != FALSE
        && (theme.dwFlags & HCF_HIGHCONTRASTON) != 0;
}

} // namespace lanyard::ui
