// SPDX-License-Identifier: MIT
#include "app/config/machine_policy.h"
#include "core/policy/registry_policy_source.h"
#include "core/policy/registry_win.h"

namespace lanyard::config {

using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<policy::PolicySource> watchedSource(const QString& name, const QString& path)
{
    // Watched before it is read, so that no change falls in between.
    auto watch = std::make_unique<policy::RegistryWatch>(HKEY_LOCAL_MACHINE, path);
    auto source = std::make_unique<policy::RegistryPolicySource>(name, u"HKLM\\"_s + path, [path] {
        return policy::readRegistry(HKEY_LOCAL_MACHINE, path);
    });
    QObject::connect(
        watch.get(), &policy::RegistryWatch::noticed, source.get(), &policy::PolicySource::changed);
    watch.release()->setParent(source.get());
    return source;
}

} // namespace

PolicySources machinePolicySources()
{
    PolicySources sources;
    sources.push_back(watchedSource(u"Group Policy"_s, u"Software\\Policies\\Lanyard"_s));
    sources.push_back(watchedSource(u"machine settings"_s, u"Software\\Lanyard"_s));
    return sources;
}

} // namespace lanyard::config
