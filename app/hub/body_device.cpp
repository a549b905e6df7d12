#include "hub/body_device.hpp"

#include <algorithm>
#include <utility>

namespace hub {

using quince::Error;
using quince::ErrorCode;
using quince::Status;

FileRangeDevice::FileRangeDevice(const FileRange& range)
    : m_file(range.file), m_path(range.file), m_offset(range.offset), m_size(range.size) {}

Status FileRangeDevice::openRange() {
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return Error{m_file.exists() ? ErrorCode::io : ErrorCode::notFound,
                     "Cannot read the file to be sent: " + m_file.errorString().toStdString(),
                     m_path};
    }
    if (m_offset < 0 || m_size < 0 || m_offset > m_file.size() ||
        m_size > m_file.size() - m_offset) {
        return Error{ErrorCode::mismatch,
                     "The file to be sent is shorter than it was. Start the upload again.", m_path};
    }
    if (!m_file.seek(m_offset) || !open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return Error{ErrorCode::io, "Cannot read the file to be sent", m_path};
    }
    return {};
}

bool FileRangeDevice::seek(qint64 position) {
    return position >= 0 && position <= m_size && QIODevice::seek(position) &&
           m_file.seek(m_offset + position);
}

qint64 FileRangeDevice::readData(char* data, qint64 maxSize) {
    return m_file.read(data, std::min(maxSize, m_size - pos()));
}

qint64 FileRangeDevice::writeData(const char*, qint64) {
    return -1;
}

OnceDevice::OnceDevice(QByteArray bytes) : m_bytes(std::move(bytes)) {
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 OnceDevice::bytesAvailable() const {
    return m_bytes.size() - m_position;
}

bool OnceDevice::seek(qint64) {
    return false;
}

qint64 OnceDevice::readData(char* data, qint64 maxSize) {
    const qint64 count = std::min(maxSize, bytesAvailable());
    std::copy_n(m_bytes.constData() + m_position, count, data);
    m_position += count;
    return count;
}

qint64 OnceDevice::writeData(const char*, qint64) {
    return -1;
}

}  // namespace hub
