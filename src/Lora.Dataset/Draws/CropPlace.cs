namespace Lora.Dataset;

/// <summary>What one draw takes of a picture: brought to a size, a box of the bucket's size begins here.</summary>
/// <param name="Width">Of the whole picture.</param>
/// <param name="Height">As <paramref name="Width"/>.</param>
/// <param name="Left">Of the box.</param>
/// <param name="Top">As <paramref name="Left"/>.</param>
public readonly record struct CropPlace(int Width, int Height, int Left, int Top);
