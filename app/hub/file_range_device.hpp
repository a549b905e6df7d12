#pragma once

#include "hub/http_message.hpp"

#include <quince/result.hpp>

#include <QFile>
#include <QIODevice>

namespace hub {

/// A range of a file as a device of its own, for QNetworkAccessManager to send: it has a size, so
/// that Content-Length is known, and can begin anew. Reads only what is asked for.
class FileRangeDevice final : public QIODevice {
    Q_OBJECT
public:
    explicit FileRangeDevice(const FileRange& range);

    /// Errors: notFound; io: it cannot be read; mismatch: it is shorter than the range.
    quince::Status openRange();

    [[nodiscard]] qint64 size() const override { return m_size; }
    bool seek(qint64 position) override;

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    qint64 writeData(const char* data, qint64 size) override;

private:
    QFile m_file;
    std::filesystem::path m_path;
    qint64 m_offset;
    qint64 m_size;
};

}  // namespace hub
