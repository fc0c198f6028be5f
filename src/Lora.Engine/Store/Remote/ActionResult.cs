using System.Text;

namespace Lora.Engine;

/// <summary>
/// A record as an <c>ActionResult</c> of Bazel's remote execution API (protobuf, <c>build.bazel.remote.execution.v2</c>), which is what a server of that
/// protocol expects under <c>ac/</c>: bazel-remote checks the form, adds who wrote it, and gives out a result only while it has all blobs that are named as
/// output files. We read the whole record back from the standard output, where it stands with its own hash, so that what a server adds or loses is seen. Four
/// fields are written and one is read: too little for a library, each of which brings more code than this.
/// </summary>
internal static class ActionResult
{
    // field number << 3 | 2 for length and bytes, | 0 for a number
    private const byte OutputFiles = (2 << 3) | 2, StdoutRaw = (5 << 3) | 2;
    private const byte Path = (1 << 3) | 2, Digest = (2 << 3) | 2;
    private const byte Hash = (1 << 3) | 2, SizeBytes = 2 << 3;

    internal static byte[] Write(ActionRecord record)
    {
        var message = new List<byte>();
        foreach (var output in record.Outputs)
        {
            var digest = new List<byte>();
            Add(digest, Hash, Encoding.UTF8.GetBytes(output.Hash));
            if (output.Size > 0)
            {
                // proto3 leaves 0 out
                digest.Add(SizeBytes);
                Add(digest, (ulong)output.Size);
            }

            var file = new List<byte>();
            Add(file, Path, Encoding.UTF8.GetBytes(output.Name));
            Add(file, Digest, [.. digest]);
            Add(message, OutputFiles, [.. file]);
        }

        Add(message, StdoutRaw, record.ToBytes());
        return [.. message];
    }

    /// <summary>The record; null where the bytes are no such message, or hold none of ours.</summary>
    internal static ActionRecord? Read(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            if (!TryNumber(ref message, out var tag))
            {
                return null;
            }

            // 0: a number, 1: eight bytes, 2: length and bytes, 5: four bytes
            var wire = tag & 7;
            ulong length = wire switch { 1 => 8, 5 => 4, _ => 0 };
            if ((wire is 0 && !TryNumber(ref message, out _)) || (wire is 2 && !TryNumber(ref message, out length)) || wire is 3 or 4 or 6 or 7
                || length > (ulong)message.Length)
            {
                return null;
            }

            if (tag == StdoutRaw)
            {
                return ActionRecord.Parse(message[..(int)length]);
            }

            message = message[(int)length..];
        }

        return null;
    }

    private static void Add(List<byte> message, byte tag, byte[] content)
    {
        message.Add(tag);
        Add(message, (ulong)content.Length);
        message.AddRange(content);
    }

    private static void Add(List<byte> message, ulong number)
    {
        for (; number > 0x7f; number >>= 7)
        {
            message.Add((byte)(number | 0x80));
        }

        message.Add((byte)number);
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> message, out ulong number)
    {
        number = 0;
        for (var i = 0; i < Math.Min(message.Length, 10); i++)
        {
            number |= (ulong)(message[i] & 0x7f) << (7 * i);
            if (message[i] < 0x80)
            {
                message = message[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
