using System.Globalization;
using System.Text;
using Lora.Imaging.Charts;
using Lora.Training;

namespace Lora.Engine;

/// <summary>
/// What a training reported, a step a line, as JSON lines and as a curve. No time in it: the same training gives the same bytes.
/// </summary>
internal sealed class TrainingLog
{
    private readonly StringBuilder _lines = new();
    private readonly List<(double, double)> _losses = [];

    /// <summary>Lines as <c>{"step":1,"epoch":1,"loss":0.1,"average_loss":0.1,"unet_lr":0.0005,"text_encoder_lr":null}</c>.</summary>
    internal string Text => _lines.ToString();

    internal void Add(TrainingProgress step)
    {
        _losses.Add((step.Step, step.Loss));
        _lines.Append(CultureInfo.InvariantCulture, $"{{\"step\":{step.Step},\"epoch\":{step.Epoch},")
            .Append(CultureInfo.InvariantCulture, $"\"loss\":{step.Loss:R},\"average_loss\":{step.AverageLoss:R},")
            .Append(CultureInfo.InvariantCulture, $"\"unet_lr\":{Number(step.RateOf("unet"))},\"text_encoder_lr\":{Number(step.RateOf("text_encoder"))}}}\n");
    }

    internal LineChart Curve(string name)
    {
        var raw = new ChartSeries("step", _losses, "#7090c0", Faint: true);
        return new($"{name}: loss", "step", "loss", [raw, raw.Smoothed(0.95, "smoothed", "#204080")]);
    }

    private static string Number(double? value) => value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : "null";
}
