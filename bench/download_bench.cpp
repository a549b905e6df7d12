// How fast a download is beside the plainest way of getting the same bytes from the same server on
// loopback to the same disk: read from the socket, write to a file, sync. What Quince does besides:
// HTTP, hashing, the cache's layout.
//
//   download_bench [MEGABYTES [FOLDER]]

#include "hub/digest.hpp"
#include "hub/download.hpp"
#include "hub/hub_environment.hpp"
#include "hub/waiter.hpp"

#include <quince/file.hpp>

#include <QCoreApplication>
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <span>
#include <string>
#include <thread>

namespace {

namespace fs = std::filesystem;

constexpr qint64 mega = 1'000'000;

/// Sends `size` bytes, one megabyte over and over, to each of `connections` clients in turn.
class Server {
public:
    Server(qint64 size, int connections) : m_size(size), m_block(mega, '\0') {
        for (qsizetype i = 0; i < m_block.size(); ++i) {
            m_block[i] = static_cast<char>((i * 2654435761U) >> 13);
        }
        std::promise<quint16> port;
        m_thread = std::thread([this, connections, &port] { serve(connections, port); });
        m_port = port.get_future().get();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { m_thread.join(); }

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] std::string sha256() const {
        hub::Digest digest(hub::DigestKind::sha256, static_cast<std::uint64_t>(m_size));
        for (qint64 at = 0; at < m_size; at += mega) {
            digest.add(std::as_bytes(
                std::span(m_block.data(), static_cast<std::size_t>(std::min(mega, m_size - at)))));
        }
        return digest.hex();
    }

private:
    void serve(int connections, std::promise<quint16>& port) const {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        port.set_value(server.serverPort());
        while (connections-- > 0 && server.waitForNewConnection(-1)) {
            const std::unique_ptr<QTcpSocket> client(server.nextPendingConnection());
            answer(*client);
        }
    }

    void answer(QTcpSocket& client) const {
        QByteArray request;
        while (!request.contains("\r\n\r\n") && client.waitForReadyRead()) {
            request += client.readAll();
        }
        client.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " +
                     QByteArray::number(m_size) + "\r\n\r\n");
        for (qint64 at = 0; at < m_size; at += mega) {
            client.write(m_block.constData(), std::min(mega, m_size - at));
            while (client.bytesToWrite() > 4 * mega && client.waitForBytesWritten()) {
            }
        }
        while (client.bytesToWrite() > 0 && client.waitForBytesWritten()) {
        }
        client.disconnectFromHost();
        if (client.state() != QAbstractSocket::UnconnectedState) {
            client.waitForDisconnected();
        }
    }

    qint64 m_size;
    QByteArray m_block;
    std::thread m_thread;
    quint16 m_port = 0;
};

double secondsOf(const std::function<bool()>& work) {
    const auto start = std::chrono::steady_clock::now();
    if (!work()) {
        std::fprintf(stderr, "failed\n");
        std::exit(1);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool copyPlainly(quint16 port, const fs::path& path) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    socket.write("GET / HTTP/1.1\r\n\r\n");
    auto file = quince::File::create(path);
    if (!file || !socket.waitForConnected()) {
        return false;
    }
    std::uint64_t at = 0;
    while (socket.bytesAvailable() > 0 || socket.waitForReadyRead()) {
        const QByteArray bytes = socket.read(mega);
        if (!file->writeAt(at, std::as_bytes(std::span(bytes.data(),
                                                       static_cast<std::size_t>(bytes.size()))))) {
            return false;
        }
        at += static_cast<std::uint64_t>(bytes.size());
    }
    return file->sync().ok();
}

bool download(quint16 port, const hub::RepoFile& file, const fs::path& cache) {
    hub::HubEnvironment environment;
    environment.endpoint = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port));
    const auto plan =
        hub::planDownload(hub::CacheLayout(cache, "org/model"), "org/model", "main",
                          std::string(40, 'c'), {file}, hub::conversionPatterns(), true);
    hub::RealWaiter waiter;
    hub::DownloadProgress progress;
    return plan && hub::runDownload(*plan, cache, environment, {}, waiter, {}, progress, {});
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const qint64 size = (argc > 1 ? std::atoll(argv[1]) : 1000) * mega;
    const fs::path folder =
        argc > 2 ? argv[2] : fs::temp_directory_path() / "quince-download-bench";
    constexpr int rounds = 3;
    const Server server(size, 2 * rounds);
    const hub::RepoFile file{"model.safetensors", size, std::string(40, '0'), server.sha256()};
    double plain = 1e9;
    double ours = 1e9;
    for (int round = 0; round < rounds;
         ++round) {  // alternating, so that both meet the same machine
        fs::remove_all(folder);
        fs::create_directories(folder);
        plain = std::min(plain,
                         secondsOf([&] { return copyPlainly(server.port(), folder / "plain"); }));
        fs::remove_all(folder);
        ours = std::min(ours, secondsOf([&] { return download(server.port(), file, folder); }));
    }
    fs::remove_all(folder);
    const double megabytes = static_cast<double>(size) / mega;
    std::printf("plain copy %7.0f MB/s\ndownload   %7.0f MB/s\nratio      %7.2f\n",
                megabytes / plain, megabytes / ours, plain / ours);
    return 0;
}
