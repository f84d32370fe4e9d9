import QtQuick
import Kiosk.Theme

// A white sheet with a thin edge.
Rectangle {
    radius: Desk.radius
    color: Theme.white
    border.color: Theme.line
    border.width: Desk.stroke
}
