using System.Globalization;
using Lora.Imaging;

namespace Lora.Tagging;

/// <summary>
/// An upscaler of ESRGAN's layout: R, G, B from 0 to 1 in planes, in and out, any size in and a whole multiple of it out. A picture is cut into tiles that
/// overlap; a tile's middle is the same as of the whole picture as far as the model sees no further than the margin.
/// </summary>
public sealed class UpscalerModel : IDisposable
{
    /// <summary>Algorithm version for keys: another one means that pixels may differ.</summary>
    public const string Version = "tiles-1";

    /// <summary>Sides of a tile's middle, and of the margin around it, in pixels of the small picture.</summary>
    public const int Middle = 96, Margin = 32;

    private const int MostFactor = 16;

    // an upscaler by 2 first folds pixels into planes
    private const int Multiple = 4;

    private readonly IOnnxModel _model;
    private readonly string _path;

    private UpscalerModel(IOnnxModel model, string path) => (_model, _path) = (model, path);

    /// <exception cref="OnnxException">It cannot be run, or is no such upscaler.</exception>
    public static UpscalerModel Open(IOnnxRuntime runtime, string path)
    {
        var model = runtime.Load(path);
        if (model.Inputs is [{ Shape: [-1 or 1, 3, -1, -1], Element: OnnxElement.Float32 or OnnxElement.Float16 }] && model.Outputs is [{ Shape.Count: 4 }, ..])
        {
            return new UpscalerModel(model, path);
        }

        var has = string.Join(", ", model.Inputs.Concat(model.Outputs).Select(port => $"'{port.Name}' {port}"));
        model.Dispose();
        throw new OnnxException(OnnxFault.WrongLayout,
            $"An upscaler has one input, a picture of three planes and any size, and one output; '{Path.GetFileName(path)}' has {has}.", path);
    }

    public void Dispose() => _model.Dispose();

    /// <summary>The picture, larger by the model's factor.</summary>
    /// <exception cref="OnnxException">The model fails, or makes no larger picture.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was called.</exception>
    public Rgb24Image Enlarge(Rgb24Image picture, CancellationToken stop) => Enlarge(picture, Middle, Margin, stop);

    /// <summary>The same with tiles of another size, for tests.</summary>
    internal Rgb24Image Enlarge(Rgb24Image picture, int middle, int margin, CancellationToken stop)
    {
        Rgb24Image? result = null;
        var factor = 0;
        foreach (var rows in Tiling.Of(picture.Height, middle, margin))
        {
            foreach (var columns in Tiling.Of(picture.Width, middle, margin))
            {
                var made = Run(picture.Crop(columns.From, rows.From, columns.Count, rows.Count), factor, out factor, stop);
                result ??= new Rgb24Image(picture.Width * factor, picture.Height * factor);
                result.Paste(made.Crop(columns.Skip * factor, rows.Skip * factor, columns.Take * factor, rows.Take * factor),
                    (columns.From + columns.Skip) * factor, (rows.From + rows.Skip) * factor);
            }
        }

        return result!;
    }

    private Rgb24Image Run(Rgb24Image tile, int known, out int factor, CancellationToken stop)
    {
        var (width, height) = (Padded(tile.Width), Padded(tile.Height));
        var plane = width * height;
        var numbers = new float[plane * 3];
        for (var y = 0; y < height; y++)
        {
            var row = tile.Row(Math.Min(y, tile.Height - 1));
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    numbers[(c * plane) + (y * width) + x] = row[(Math.Min(x, tile.Width - 1) * 3) + c] / 255f;
                }
            }
        }

        var inputs = new Dictionary<string, OnnxTensor> { [_model.Inputs[0].Name] = new(numbers, 1, 3, height, width) };
        var made = _model.Run(inputs, stop)[0];
        factor = made.Shape is [1, 3, var larger, _] ? larger / height : 0;
        if (factor is < 1 or > MostFactor || (known > 0 && factor != known) || made.Element != OnnxElement.Float32
            || made.Shape[2] != height * factor || made.Shape[3] != width * factor)
        {
            throw new OnnxException(OnnxFault.RunFailed, string.Create(CultureInfo.InvariantCulture,
                $"'{Path.GetFileName(_path)}' makes [{string.Join(", ", made.Shape)}] of {width} x {height}, which is no larger picture."), _path);
        }

        var result = new Rgb24Image(width * factor, height * factor);
        plane = result.Width * result.Height;
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var value = made.Floats[(i % 3 * plane) + (i / 3)];
            result.Pixels[i] = float.IsFinite(value) ? (byte)Math.Clamp(MathF.Round(value * 255), 0, 255)
                : throw new OnnxException(OnnxFault.RunFailed, $"'{Path.GetFileName(_path)}' makes something that is no number.", _path);
        }

        return result;
    }

    // with the last pixels of the picture's sides, which the model sees and nobody else
    private static int Padded(int side) => (side + Multiple - 1) / Multiple * Multiple;
}
