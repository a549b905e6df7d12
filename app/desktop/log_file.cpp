#include "desktop/log_file.hpp"

#include <QDir>
#include <QFileInfo>

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>

namespace app {

namespace {

constexpr std::size_t mostBytes = 1'000'000;
constexpr std::size_t mostFiles = 3;

spdlog::sink_ptr makeSink(const QString& file) {
    QDir().mkpath(QFileInfo(file).path());
    try {
#if defined(SPDLOG_WCHAR_FILENAMES)
        return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.toStdWString(),
                                                                      mostBytes, mostFiles);
#else
        return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            QDir::toNativeSeparators(file).toLocal8Bit().toStdString(), mostBytes, mostFiles);
#endif
    } catch (const spdlog::spdlog_ex&) {
        return std::make_shared<spdlog::sinks::null_sink_mt>();
    }
}

}  // namespace

LogFile::LogFile(const QString& file)
    : m_path(file), m_logger(std::make_shared<spdlog::logger>("quince", makeSink(file))) {
    m_logger->flush_on(spdlog::level::info);
}

LogFile::~LogFile() = default;

void LogFile::info(const std::string& sentence) {
    m_logger->info("{}", sentence);
}

void LogFile::warn(const std::string& sentence) {
    m_logger->warn("{}", sentence);
}

}  // namespace app
