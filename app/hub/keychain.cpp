#include "hub/keychain.hpp"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include <string>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::Status;

const QString service = QStringLiteral("Quince");

QString keyOf(const QUrl& endpoint) {
    return QStringLiteral("Hugging Face token for ") + endpoint.toString(QUrl::RemoveUserInfo);
}

Error errorOf(QKeychain::Error code, const QString& text) {
    switch (code) {
        case QKeychain::NoBackendAvailable:
        case QKeychain::NotImplemented:
            return {ErrorCode::unsupported,
                    "There is no keychain on this system. Set HF_TOKEN, or log in with `hf auth "
                    "login`, instead.",
                    {}};
        case QKeychain::AccessDenied:
        case QKeychain::AccessDeniedByUser:
            return {ErrorCode::unauthorized, "The keychain did not let Quince in.", {}};
        default:
            return {ErrorCode::io, "The keychain failed: " + text.toStdString(), {}};
    }
}

// The job deletes itself once it is done. One that never ends is left alone: the system may still
// call it.
template <typename Finished>
Status run(QKeychain::Job* job, std::chrono::milliseconds limit, const quince::StopToken& stop,
           Finished finished) {
    QEventLoop loop;
    QTimer watcher;
    QElapsedTimer elapsed;
    Status result = Error{ErrorCode::io, "The keychain did not answer in time.", {}};
    QObject::connect(job, &QKeychain::Job::finished, &loop, [&](QKeychain::Job* done) {
        const bool isFine =
            done->error() == QKeychain::NoError || done->error() == QKeychain::EntryNotFound;
        result = isFine ? Status() : Status(errorOf(done->error(), done->errorString()));
        if (done->error() == QKeychain::NoError) {
            finished();
        }
        loop.quit();
    });
    QObject::connect(&watcher, &QTimer::timeout, &loop, [&] {
        if (stop.stopRequested()) {
            result = Error{ErrorCode::stopped, "Stopped", {}};
            loop.quit();
        } else if (elapsed.hasExpired(limit.count())) {
            loop.quit();
        }
    });
    elapsed.start();
    watcher.start(std::chrono::milliseconds(50));
    job->start();
    loop.exec();
    return result;
}

}  // namespace

Result<Token> SystemKeychain::read(const QUrl& endpoint, const quince::StopToken& stop) {
    auto* job = new QKeychain::ReadPasswordJob(service);  // deletes itself
    job->setKey(keyOf(endpoint));
    Token token;
    const Status status =
        run(job, m_limit, stop, [&] { token = Token::fromText(job->textData().toUtf8()); });
    return status ? Result<Token>(token) : Result<Token>(status.error());
}

Status SystemKeychain::write(const QUrl& endpoint, const Token& token,
                             const quince::StopToken& stop) {
    auto* job = new QKeychain::WritePasswordJob(service);  // deletes itself
    job->setKey(keyOf(endpoint));
    job->setTextData(QString::fromLatin1(token.reveal()));
    return run(job, m_limit, stop, [] {});
}

Status SystemKeychain::remove(const QUrl& endpoint, const quince::StopToken& stop) {
    auto* job = new QKeychain::DeletePasswordJob(service);  // deletes itself
    job->setKey(keyOf(endpoint));
    return run(job, m_limit, stop, [] {});
}

}  // namespace hub
