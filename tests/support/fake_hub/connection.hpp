#pragma once

#include "support/fake_hub/fault.hpp"
#include "support/fake_hub/request_log.hpp"
#include "support/fake_hub/request_reader.hpp"
#include "support/fake_hub/routes.hpp"
#include "support/fake_hub/tally.hpp"
#include "support/fake_hub/transfer.hpp"

#include <QObject>

#include <optional>

class QTcpSocket;

namespace fake {

/// What the connections of a server share with the tests. Any thread.
struct ServerState {
    Routes routes;
    FaultList faults;
    RequestLog log;
    Tally connections;  ///< that were ever made
    Tally stalled;      ///< answers that wait for release() now
};

/// One client's connection: reads requests, answers them one after another. Lives on the server's
/// thread and deletes itself when the client is gone.
class Connection : public QObject {
public:
    /// Takes over the socket.
    Connection(QTcpSocket* socket, Origin origin, ServerState& state, QObject* parent);
    ~Connection() override;

    /// Goes on with a stalled answer.
    void release();

private:
    void read();
    void beginRequest();
    void answer();
    void write();
    bool stallsHere() const;
    void endAnswer();
    void close();

    QTcpSocket* m_socket;
    Origin m_origin;
    ServerState& m_state;
    int m_number;
    RequestReader m_reader;
    int m_order = 0;  ///< of the request at hand; 0: none
    Fault m_fault;
    std::optional<Transfer> m_transfer;
    qint64 m_sent = 0;  ///< bytes of the body
    bool m_headSent = false;
    bool m_stalled = false;
    bool m_mayGoOn = false;  ///< the pause of this answer is over
};

}  // namespace fake
