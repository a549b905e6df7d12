#pragma once

#include "hub/http_message.hpp"

#include <quince/result.hpp>

#include <QFile>
#include <QIODevice>

namespace hub {

/// A range of a file as a device of its own, for QNetworkAccessManager to send: it has a size, so
/// that Content-Length is known, and can begin anew. Reads only what is asked for.
class FileRangeDevice final : public QIODevice {
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

/// Bytes that can be read once. QNetworkAccessManager sends a request again by itself when the
/// connection breaks before the answer; where it cannot have the body again it reports the failure,
/// and whether a POST is repeated remains our decision.
class OnceDevice final : public QIODevice {
public:
    explicit OnceDevice(QByteArray bytes);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] bool atEnd() const override { return bytesAvailable() == 0; }
    bool seek(qint64 position) override;
    bool reset() override { return false; }

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    qint64 writeData(const char* data, qint64 size) override;

private:
    QByteArray m_bytes;
    qint64 m_position = 0;
};

}  // namespace hub
