#pragma once

#include <QString>

#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace app {

/// The log of the window: a few rotating files. Thread-safe. A file that cannot be opened makes a
/// log that keeps silent: a program must not fail for want of a log.
class LogFile {
public:
    explicit LogFile(const QString& file);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    [[nodiscard]] QString path() const { return m_path; }
    void info(const std::string& sentence);
    void warn(const std::string& sentence);

private:
    QString m_path;
    std::shared_ptr<spdlog::logger> m_logger;
};

}  // namespace app
