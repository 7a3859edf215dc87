// SPDX-License-Identifier: MIT
#include "ui/icons.h"

#include <QPainter>
#include <QSvgRenderer>

#include <array>

/// Static libraries do not register their resources themselves; the macro allows no namespace.
static void loadLanyardResources()
{
    Q_INIT_RESOURCE(lanyard);
}

namespace lanyard::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array sides{16, 20, 24, 32, 40, 48, 64, 128, 256};

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
    }
    return u"signed_out"_s;
}

void draw(QPainter& painter, const QString& name, const QRectF& where)
{
    loadLanyardResources();
    QSvgRenderer(u":/lanyard/icons/%1.svg"_s.arg(name)).render(&painter, where);
}

QPixmap rendered(const QString& name, bool hasProblem, int side, qreal pixelRatio = 1.0)
{
    QPixmap pixmap(QSize(side, side) * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    draw(painter, name, QRectF(0, 0, side, side));
    if (hasProblem) {
        const qreal part = side * 0.56;
        draw(painter, u"problem"_s, QRectF(side - part, side - part, part, part));
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
