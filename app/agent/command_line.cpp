// SPDX-License-Identifier: MIT
#include "app/agent/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

namespace lanyard::agent {

using namespace Qt::StringLiterals;

namespace {

void print(std::FILE* stream, const QString& text)
{
    static_cast<void>(std::fputs(qPrintable(text), stream));
}

} // namespace

std::optional<CommandLine> readCommandLine(const QStringList& arguments, int& exitCode)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Lanyard: one sign-in for this desktop."_s);
    const auto help = parser.addHelpOption();
    const auto version = parser.addVersionOption();
    const QCommandLineOption config(u"config-dir"_s,
        u"Reads policy.json, apps.json and roles.json from <folder>. Refused where the machine has "
        u"a "
        "policy of its own."_s,
        u"folder"_s);
    const QCommandLineOption show(u"show"_s, u"Opens the window at start."_s);
    parser.addOptions({config, show});

    const bool isSound = parser.parse(QStringList{u"lanyard-agent"_s} + arguments)
        && parser.positionalArguments().isEmpty();
    exitCode = isSound ? 0 : 2;
    if (!isSound) {
        print(stderr,
            u"lanyard-agent: %1\n"_s.arg(
                parser.errorText().isEmpty() ? u"takes no such argument"_s : parser.errorText()));
        return std::nullopt;
    }
    if (parser.isSet(help) || parser.isSet(version)) {
        const QString text = parser.isSet(help)
            ? parser.helpText()
            : u"lanyard-agent %1\n"_s.arg(QCoreApplication::applicationVersion());
        print(stdout, text);
        return std::nullopt;
    }
    return CommandLine{parser.value(config), parser.isSet(show)};
}

} // namespace lanyard::agent
