// SPDX-License-Identifier: MIT
#include "ui/moment.h"

#include <QDateTime>

namespace lanyard::ui {

using namespace Qt::StringLiterals;

QString timeOfDay(Instant moment)
{
    return QDateTime::fromMSecsSinceEpoch(moment.time_since_epoch().count()).toString(u"HH:mm"_s);
}

QString durationText(Milliseconds duration)
{
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(duration).count();
    if (minutes <= 1)
        return u"less than a minute"_s;
    if (minutes < 60)
        return u"%1 min"_s.arg(minutes);
    return minutes % 60 == 0 ? u"%1 h"_s.arg(minutes / 60)
                             : u"%1 h %2 min"_s.arg(minutes / 60).arg(minutes % 60);
}

} // namespace lanyard::ui
