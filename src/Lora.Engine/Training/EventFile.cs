using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Lora.Engine;

/// <summary>
/// TensorBoard's event file: TFRecord's records (length, its masked CRC-32C, data, its masked CRC-32C), each an <c>Event</c> message of protocol buffers whose
/// summary holds scalars. An event's wall time is its training step in seconds, so that the same training gives the same bytes. Source: TensorFlow's
/// record_writer.h, event.proto, summary.proto.
/// </summary>
internal sealed class EventFile
{
    private const uint MaskDelta = 0xa282ead8;

    // the numbers of event.proto and summary.proto
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, SummaryValue = 1, Tag = 1, SimpleValue = 2;

    private readonly MemoryStream _records = new();

    internal EventFile() => Add(Event(0).Bytes(FileVersion, "brain.Event:2"u8));

    /// <summary>The file so far.</summary>
    internal byte[] ToBytes() => _records.ToArray();

    /// <param name="step">The training step that it belongs to.</param>
    /// <param name="at">Where the scalars stand on TensorBoard's axis: the step, or of what is said once an epoch the epoch.</param>
    /// <param name="scalars">Names and values.</param>
    internal void Add(int step, int at, params IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new Message();
        foreach (var (tag, value) in scalars)
        {
            summary.Bytes(SummaryValue, new Message().Bytes(Tag, Encoding.UTF8.GetBytes(tag)).Float(SimpleValue, (float)value).Content);
        }

        Add(Event(step).Varint(Step, (ulong)at).Bytes(Summary, summary.Content));
    }

    private static Message Event(int step) => new Message().Double(WallTime, step);

    private void Add(Message message)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Content.Length);
        WriteChecked(length);
        WriteChecked(message.Content);
    }

    private void WriteChecked(ReadOnlySpan<byte> data)
    {
        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(check, MaskedCrc(data));
        _records.Write(data);
        _records.Write(check);
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    /// <summary>A message of protocol buffers, field after field.</summary>
    private sealed class Message
    {
        private const int VarintType = 0, EightBytes = 1, LengthFirst = 2, FourBytes = 5;

        private readonly MemoryStream _content = new();

        public ReadOnlySpan<byte> Content => _content.GetBuffer().AsSpan(0, (int)_content.Length);

        public Message Varint(int field, ulong value) => Key(field, VarintType).Number(value);

        public Message Double(int field, double value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            Key(field, EightBytes)._content.Write(bytes);
            return this;
        }

        public Message Float(int field, float value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            Key(field, FourBytes)._content.Write(bytes);
            return this;
        }

        public Message Bytes(int field, ReadOnlySpan<byte> value)
        {
            Key(field, LengthFirst).Number((ulong)value.Length)._content.Write(value);
            return this;
        }

        private Message Key(int field, int type) => Number((ulong)((field << 3) | type));

        // seven bits a byte, the lowest first
        private Message Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _content.WriteByte((byte)(value | 0x80));
            }

            _content.WriteByte((byte)value);
            return this;
        }
    }
}
