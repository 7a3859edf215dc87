// SPDX-License-Identifier: MIT
#include "ui/icons.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <array>
#include <iterator>

/// Static libraries do not register their resources themselves; the macro allows no namespace.
static void loadLanyardResources()
{
    Q_INIT_RESOURCE(lanyard);
}

namespace lanyard::ui {

using namespace Qt::StringLiterals;

namespace {

/// In pixels; ui/CMakeLists.txt makes one file for each.
constexpr std::array sides{16, 20, 24, 32, 40, 48, 64, 96, 128, 256};

QString nameOf(IconKind kind)
{
    switch (kind) {
    case IconKind::SignedOut:
        return u"signed_out"_s;
    case IconKind::SigningIn:
        return u"signing_in"_s;
    case IconKind::SignedIn:
        return u"signed_in"_s;
    case IconKind::Paused:
        return u"paused"_s;
    case IconKind::Ended:
        return u"ended"_s;
    case IconKind::Emergency:
        return u"emergency"_s;
    }
    return u"signed_out"_s;
}

/// From the smallest that is large enough, so that nothing is ever enlarged or shrunk by much.
void draw(QPainter& painter, const QString& name, const QRectF& where, qreal pixelRatio)
{
    loadLanyardResources();
    const qreal pixels = where.width() * pixelRatio;
    const auto* const enough = std::find_if(
        sides.begin(), std::prev(sides.end()), [pixels](int side) { return side >= pixels; });
    const QImage drawing(u":/lanyard/icons/%1-%2.png"_s.arg(name).arg(*enough));
    painter.drawImage(where, drawing);
}

QPixmap rendered(const QString& name, bool hasProblem, int side, qreal pixelRatio = 1.0)
{
    QPixmap pixmap(QSize(side, side) * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    draw(painter, name, QRectF(0, 0, side, side), pixelRatio);
    if (hasProblem) {
        const qreal part = side * 0.56;
        draw(painter, u"problem"_s, QRectF(side - part, side - part, part, part), pixelRatio);
    }
    return pixmap;
}

QIcon iconOf(const QString& name, bool hasProblem)
{
    QIcon icon;
    for (const int side : sides)
        icon.addPixmap(rendered(name, hasProblem, side));
    return icon;
}

} // namespace

QIcon appIcon()
{
    return iconOf(u"lanyard"_s, false);
}

QIcon iconFor(IconKind kind, bool hasProblem)
{
    return iconOf(nameOf(kind), hasProblem);
}

QPixmap pixmapFor(IconKind kind, int side, qreal pixelRatio)
{
    return rendered(nameOf(kind), false, side, pixelRatio);
}

QPixmap warningPixmap(int side, qreal pixelRatio)
{
    return rendered(u"problem"_s, false, side, pixelRatio);
}

} // namespace lanyard::ui
