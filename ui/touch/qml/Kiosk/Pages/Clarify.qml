import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Which of these? Also the page for what has no page of its own.
Page {
    actions: []

    ChoiceCards {
        width: parent.width
        height: parent.height
        choices: shown.choices
    }
}
