// SPDX-License-Identifier: MIT
#include "ui/colours.h"

#include "ui/contrast_theme.h"

#include <algorithm>
#include <cmath>

namespace lanyard::ui {

namespace {

constexpr QRgb nhsBlue = 0xff005eb8;
constexpr QRgb nhsYellow = 0xffffb81c;
constexpr QRgb nhsBlack = 0xff212b32;
constexpr double contrastTheme = 15.0;

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

QPalette painted(QPalette palette, const QColor& background, const QColor& text)
{
    palette.setColor(QPalette::Window, background);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Text, text);
    return palette;
}

} // namespace

double contrastOf(const QColor& one, const QColor& other)
{
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}

bool isHighContrast(const QPalette& palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    const QColor button = palette.color(QPalette::Active, QPalette::Button);
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    const bool isExtreme = window == QColor(Qt::black) || window == QColor(Qt::white);
    return isContrastThemeInUse()
        || (isExtreme && window == button && contrastOf(window, text) >= contrastTheme);
}

QPalette headerPalette(const QPalette& palette)
{
    if (isHighContrast(palette))
        return painted(
            palette, palette.color(QPalette::Highlight), palette.color(QPalette::HighlightedText));
    return painted(palette, QColor::fromRgb(nhsBlue), Qt::white);
}

QPalette bannerPalette(const QPalette& palette)
{
    if (isHighContrast(palette)) // Turned round, so that it still stands out.
        return painted(
            palette, palette.color(QPalette::WindowText), palette.color(QPalette::Window));
    return painted(palette, QColor::fromRgb(nhsYellow), QColor::fromRgb(nhsBlack));
}

} // namespace lanyard::ui
