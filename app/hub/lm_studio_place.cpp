#include "hub/lm_studio_place.hpp"

#include <quince/file.hpp>
#include <quince/lm_studio.hpp>

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <array>
#include <limits>

namespace hub {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largestNote = 64U << 10U;
constexpr quint16 usualServerPort = 1234;
/// Source: lmstudio.js and lms, which try them in this order.
constexpr std::array<quint16, 5> usualAppPorts{41343, 52993, 16141, 39414, 22931};

/// The number `port` of a small JSON file; 0 if there is none.
quint16 portIn(const fs::path& file) {
    const quince::Result<std::string> text = quince::readWholeFile(file, largestNote);
    if (!text) {
        return 0;
    }
    const QJsonObject note = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    const int port = note.value(QLatin1String("port")).toInt();
    return port > 0 && port <= std::numeric_limits<quint16>::max() ? static_cast<quint16>(port) : 0;
}

void addOnce(std::vector<quint16>& ports, quint16 port) {
    if (port != 0 && std::find(ports.begin(), ports.end(), port) == ports.end()) {
        ports.push_back(port);
    }
}

QProcessEnvironment environmentOfLms(const quince::Environment& environment) {
    QProcessEnvironment result;
    for (const auto& [name, value] : environment.variables) {
        result.insert(QString::fromStdString(name), QString::fromStdString(value));
    }
    result.remove(QStringLiteral("HF_TOKEN"));
    result.remove(QStringLiteral("HUGGING_FACE_HUB_TOKEN"));
    result.insert(QStringLiteral("NO_COLOR"), QStringLiteral("1"));
    return result;
}

/// Its folder may be there without it: Quince puts models into it.
bool hasEverRun(const fs::path& home) {
    std::error_code ignored;
    return fs::is_directory(home / ".internal", ignored) || fs::is_directory(home / "bin", ignored);
}

fs::path lmsIn(const fs::path& home) {
#if defined(_WIN32)
    const fs::path program = home / "bin" / "lms.exe";
#else
    const fs::path program = home / "bin" / "lms";
#endif
    std::error_code ignored;
    return fs::is_regular_file(program, ignored) ? program : fs::path();
}

}  // namespace

LmStudioPlace lmStudioPlace(const quince::Environment& environment) {
    const fs::path home = quince::findLmStudio(environment).home;
    LmStudioPlace place;
    if (!hasEverRun(home)) {
        return place;
    }
    addOnce(place.serverPorts, portIn(home / ".internal" / "http-server-config.json"));
    addOnce(place.serverPorts, usualServerPort);
    addOnce(place.appPorts, portIn(home / ".internal" / "http-server.json"));
    for (const quint16 port : usualAppPorts) {
        addOnce(place.appPorts, port);
    }
    place.lms = lmsIn(home);
    place.lmsEnvironment = environmentOfLms(environment);
    const auto token = environment.get("LM_API_TOKEN");
    place.token = Token::fromText(QByteArray::fromStdString(token.value_or("")));
    return place;
}

}  // namespace hub
