"""A Kafka producer that sends each message at once: librdkafka, which is on every machine that runs ledgerline."""
import ctypes
import ctypes.util


class Producer:
    def __init__(self, brokers, topic):
        path = ctypes.util.find_library('rdkafka')
        if not path:
            raise SystemExit('librdkafka is not installed: apt-get install librdkafka1')
        self.library = ctypes.CDLL(path)
        for name in ('rd_kafka_conf_new', 'rd_kafka_new', 'rd_kafka_topic_new'):
            getattr(self.library, name).restype = ctypes.c_void_p
        message = ctypes.create_string_buffer(512)
        conf = ctypes.c_void_p(self.library.rd_kafka_conf_new())
        for name, value in {'bootstrap.servers': brokers, 'linger.ms': '0', 'acks': 'all', 'log_level': '0'}.items():
            if self.library.rd_kafka_conf_set(conf, name.encode(), value.encode(), message, ctypes.c_size_t(512)) != 0:
                raise SystemExit(message.value.decode())
        # 0 is RD_KAFKA_PRODUCER; the configuration is the client's from here on.
        self.client = ctypes.c_void_p(self.library.rd_kafka_new(0, conf, message, ctypes.c_size_t(512)))
        if not self.client:
            raise SystemExit(message.value.decode())
        self.topic = ctypes.c_void_p(self.library.rd_kafka_topic_new(self.client, topic.encode(), None))

    def send(self, text):
        """Hands one message over; it leaves at once."""
        payload = text.encode()
        # -1 is any partition, 2 is RD_KAFKA_MSG_F_COPY.
        if self.library.rd_kafka_produce(self.topic, ctypes.c_int32(-1), 2, payload, ctypes.c_size_t(len(payload)),
                                         None, ctypes.c_size_t(0), None) != 0:
            raise SystemExit('a marker could not be sent')
        self.library.rd_kafka_poll(self.client, 0)

    def close(self):
        """Waits until everything is delivered."""
        if self.library.rd_kafka_flush(self.client, 10_000) != 0:
            raise SystemExit('a marker was not delivered')
        self.library.rd_kafka_topic_destroy(self.topic)
        self.library.rd_kafka_destroy(self.client)
