namespace Lora.Imaging.Tests;

/// <summary>Damaged files give pixels or an <see cref="ImageFormatException"/>: no other exception, no hang, no huge allocation.</summary>
public sealed class DamageTests
{
    private static readonly ManagedCodec Codec = new();

    public static TheoryData<string> Files => [.. Fixture.All("decode.json").Select(f => f.File)];

    [Theory, MemberData(nameof(Files))]
    public void CutAnywhere_IsAnErrorOrPixels(string file)
    {
        var whole = Fixture.Read(file);
        var step = Math.Max(1, whole.Length / 100);
        for (var length = 0; length < whole.Length; length += step)
        {
            Try(whole[..length]);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void BytesChanged_IsAnErrorOrPixels(string file)
    {
        var whole = Fixture.Read(file);
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            byte[] damaged = [.. whole];
            for (var k = random.Next(1, 4); k > 0; k--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Try(damaged);
        }
    }

    private static void Try(byte[] file)
    {
        foreach (var read in (Action[])[() => Codec.Decode(file), () => Codec.Probe(file)])
        {
            try
            {
                read();
            }
            catch (ImageFormatException e)
            {
                Assert.DoesNotContain("Exception", e.Message, StringComparison.Ordinal);
            }
        }
    }
}
