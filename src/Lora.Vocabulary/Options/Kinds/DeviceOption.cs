using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>A device by PyTorch's name: <c>cpu</c>, <c>cuda</c> (the first GPU), <c>cuda:1</c>.</summary>
/// <param name="Kind"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Index">Which of them, from 0.</param>
public sealed record DeviceName(string Kind, int Index = 0)
{
    public const string CpuKind = "cpu";

    public const string CudaKind = "cuda";

    public static DeviceName Cpu { get; } = new(CpuKind);

    /// <summary>A name as a user writes it, in any letter case; null if it is none.</summary>
    public static DeviceName? Find(string text)
    {
        var parts = text.ToLowerInvariant().Split(':');
        return parts switch
        {
            [CpuKind] => Cpu,
            [CudaKind] => new DeviceName(CudaKind),
            [CudaKind, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < 64 =>
                new DeviceName(CudaKind, index),
            _ => null,
        };
    }

    public override string ToString() => Index == 0 ? Kind : string.Create(CultureInfo.InvariantCulture, $"{Kind}:{Index}");
}

/// <summary>Where to compute.</summary>
public sealed class DeviceOption(string name, string summary) : Option<DeviceName>(name, summary)
{
    public override string Range => "cpu, cuda, or cuda: and a number from 0 to 63";

    protected override object? ReadValue(string text) => DeviceName.Find(text);

    protected override string Text(DeviceName value) => value.ToString();
}
