// SPDX-License-Identifier: MIT
#include "app/client/server_check_unix.h"

#include <array>
#include <string_view>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lanyard::client {

namespace {

constexpr std::string_view agentName = "lanyard-agent";
constexpr mode_t writableByOthers = S_IWGRP | S_IWOTH;

Failure untrusted(const char* message)
{
    return failure(LANYARD_UNTRUSTED, message);
}

std::string_view fileNameOf(std::string_view path)
{
    // What the kernel adds when an update has replaced the file; the one that runs is the old one.
    constexpr std::string_view replaced = " (deleted)";
    if (path.ends_with(replaced))
        path.remove_suffix(replaced.size());
    return path.substr(path.rfind('/') + 1);
}

} // namespace

Trouble checkFolder(const std::string& socketPath)
{
    // 1. lstat: a link could be pointed elsewhere later.
    struct stat folder = {};
    if (lstat(socketPath.substr(0, socketPath.rfind('/')).c_str(), &folder) != 0)
        return failure(LANYARD_NO_AGENT, "no agent runs in this login session");
    if (!S_ISDIR(folder.st_mode))
        return untrusted("the place of the agent's socket is not a folder");
    if (folder.st_uid != geteuid())
        return untrusted("the folder of the agent's socket belongs to another user");
    if ((folder.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return untrusted("the folder of the agent's socket is open to other users");
    return std::nullopt;
}

Trouble checkServer(int socket)
{
    // 2. As the kernel noted it when that process began to listen.
    struct ucred peer = {};
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid <= 0)
        return untrusted("the system does not say who listens on the agent's socket");
    if (peer.uid != geteuid())
        return untrusted("the program that listens runs as another user");

    // 3. The link's text says where the file was; following it reaches the very file that runs.
    const std::string link = "/proc/" + std::to_string(peer.pid) + "/exe";
    std::array<char, 4096> path = {};
    const ssize_t length = readlink(link.c_str(), path.data(), path.size());
    if (length <= 0)
        return untrusted("the program that listens cannot be identified");
    if (fileNameOf({path.data(), static_cast<std::size_t>(length)}) != agentName)
        return untrusted("the program that listens is not lanyard-agent");

    // 4.
    struct stat file = {};
    if (stat(link.c_str(), &file) != 0)
        return untrusted("the program that listens cannot be examined");
    if (file.st_uid != 0 && file.st_uid != geteuid())
        return untrusted("the agent's program file belongs to another user");
    if ((file.st_mode & writableByOthers) != 0)
        return untrusted("the agent's program file may be written by other users");
    return std::nullopt;
}

} // namespace lanyard::client
