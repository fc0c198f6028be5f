using System.Buffers.Binary;
using System.Text;

namespace Lora.Engine.Tests.Training;

/// <summary>One event of a TensorBoard file.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string FileVersion, Dictionary<string, float> Scalars);

/// <summary>
/// Reads TensorBoard's files by their own rules, and knows nothing of the writer: TFRecord with masked CRC-32C (its polynomial bit by bit), and the wire
/// format of protocol buffers.
/// </summary>
internal static class EventReader
{
    /// <summary>The events; fails where a length, a check sum or a field is wrong.</summary>
    internal static IReadOnlyList<ReadEvent> Read(byte[] file)
    {
        var events = new List<ReadEvent>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at, 8));
            Assert.Equal(Unmasked(file.AsSpan(at + 8, 4)), Crc(file.AsSpan(at, 8)));
            var data = file.AsSpan(at + 12, length);
            Assert.Equal(Unmasked(file.AsSpan(at + 12 + length, 4)), Crc(data));
            events.Add(Event(data.ToArray()));
            at += 16 + length;
        }

        return events;
    }

    /// <summary>CRC-32C, the reflected polynomial 0x1EDC6F41.</summary>
    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
            }
        }

        return ~crc;
    }

    // masked_crc = ((crc >> 15) | (crc << 17)) + 0xa282ead8
    private static uint Unmasked(ReadOnlySpan<byte> check)
    {
        var rotated = BinaryPrimitives.ReadUInt32LittleEndian(check) - 0xa282ead8u;
        return (rotated >> 17) | (rotated << 15);
    }

    private static ReadEvent Event(byte[] message)
    {
        var (wallTime, step, version, scalars) = (0.0, 0L, "", new Dictionary<string, float>());
        foreach (var (field, type, content) in Fields(message))
        {
            switch (field, type)
            {
                case (1, 1):
                    wallTime = BitConverter.ToDouble(content);
                    break;
                case (2, 0):
                    step = BitConverter.ToInt64(content);
                    break;
                case (3, 2):
                    version = Encoding.UTF8.GetString(content);
                    break;
                case (5, 2):
                    foreach (var (tag, value) in Fields(content).Select(value => Scalar(value.Content)))
                    {
                        scalars.Add(tag, value);
                    }

                    break;
                default:
                    Assert.Fail($"an Event has no field {field} of type {type}");
                    break;
            }
        }

        return new(wallTime, step, version, scalars);
    }

    private static (string Tag, float Value) Scalar(byte[] message)
    {
        var fields = Fields(message).ToDictionary(field => (field.Number, field.Type), field => field.Content);
        Assert.Equal(2, fields.Count);
        return (Encoding.UTF8.GetString(fields[(1, 2)]), BitConverter.ToSingle(fields[(2, 5)]));
    }

    private static IEnumerable<(int Number, int Type, byte[] Content)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            var varint = type == 0 ? Varint(message, ref at) : 0;
            var size = type switch { 0 => 0, 1 => 8, 5 => 4, 2 => (int)Varint(message, ref at), _ => throw new InvalidDataException($"wire type {type}") };
            yield return (number, type, type == 0 ? BitConverter.GetBytes(varint) : message[at..(at + size)]);
            at += size;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
