// SPDX-License-Identifier: MIT
#include "app/admin/invocation.h"

#include <QCommandLineParser>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

const QStringList& commands()
{
    static const QStringList all{u"policy show"_s,
        u"policy check"_s,
        u"policy schema"_s,
        u"policy document"_s,
        u"policy templates"_s,
        u"apps check"_s,
        u"roles check"_s,
        u"roles explain"_s,
        u"audit verify"_s,
        u"audit show"_s,
        u"diagnose"_s};
    return all;
}

tl::unexpected<Error> wrongUsage(const QString& why)
{
    return fail(Fault::Malformed, "cli.usage", why);
}

} // namespace

Result<Invocation> readArguments(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.addOptions({{u"json"_s, {}},
        {{u"h"_s, u"help"_s}, {}},
        {u"config-dir"_s, {}, u"directory"_s},
        {u"claims"_s, {}, u"file"_s},
        {u"role"_s, {}, u"id"_s}});
    // The parser takes the first argument for the program's name.
    if (!parser.parse(QStringList{u"lanyard-admin"_s} + arguments))
        return wrongUsage(parser.errorText());

    Invocation asked{.command = parser.positionalArguments().join(u' '),
        .json = parser.isSet(u"json"_s),
        .help = parser.isSet(u"help"_s),
        .configDirectory = parser.value(u"config-dir"_s),
        .claimsFile = parser.value(u"claims"_s),
        .roleId = parser.value(u"role"_s)};
    if (asked.help)
        return asked;
    const QStringList words = parser.positionalArguments();
    if (words.mid(0, 2).join(u' ') == u"policy templates"_s) {
        if (words.size() != 3)
            return wrongUsage(u"policy templates needs one directory"_s);
        asked.command = u"policy templates"_s;
        asked.templatesDirectory = words.at(2);
    }
    if (asked.command.isEmpty())
        return wrongUsage(u"no command"_s);
    if (!commands().contains(asked.command))
        return wrongUsage(u"no such command"_s);
    const bool explains = asked.command == u"roles explain"_s;
    if (explains && asked.claimsFile.isEmpty())
        return wrongUsage(u"roles explain needs --claims FILE"_s);
    if (!explains && (parser.isSet(u"claims"_s) || parser.isSet(u"role"_s)))
        return wrongUsage(u"--claims and --role belong to roles explain"_s);
    if (parser.isSet(u"config-dir"_s) && asked.configDirectory.isEmpty())
        return wrongUsage(u"--config-dir needs a directory"_s);
    return asked;
}

bool wantsJson(const QStringList& arguments)
{
    return arguments.contains(u"--json"_s);
}

QString usage()
{
    return u"Usage: lanyard-admin COMMAND [--json] [--config-dir DIR]\n"
           "\n"
           "  policy show       every setting, its value and where that comes from\n"
           "  policy check      problems of the policy only\n"
           "  policy schema     the JSON Schema of policy.json\n"
           "  policy document   the tables of docs/policy.md\n"
           "  policy templates DIR\n"
           "                    writes lanyard.admx and en-GB/lanyard.adml there\n"
           "  apps check        problems of apps.json\n"
           "  roles check       problems of roles.json\n"
           "  roles explain --claims FILE [--role ID]\n"
           "                    the permissions that such a sign-in gives, and why\n"
           "  audit verify      whether the audit trail is as it was written\n"
           "  audit show        its records, oldest first\n"
           "  diagnose          policy, files and the agent in one report\n"
           "\n"
           "Exit codes: 0 in order, 1 problems found, 2 wrong usage, 3 not available,\n"
           "4 refused because this computer has a policy. See docs/cli.md.\n"_s;
}

} // namespace lanyard::admin
